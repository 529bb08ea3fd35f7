using Tidelock.Keys;
using Tidelock.Server.Administration.Access;
using Tidelock.Server.Http;
using Tidelock.Server.Http.OpenApi;

namespace Tidelock.Server.Administration.Keys;

/// <summary>Lists, rotates and condemns keys.</summary>
internal static class KeyEndpoints
{
    internal static void MapKeys(this RouteGroupBuilder admin)
    {
        admin.MapGet("/keys", ListAsync)
            .Named("listKeys", "The key ring, without secrets.")
            .Answers<KeyList>();
        admin.MapPost("/keys/rotate", RotateAsync)
            .Named("rotateKeys", "Makes the next key of a purpose active now.")
            .Takes<RotateKeysRequest>()
            .Answers<KeyList>();
        admin.MapPost("/keys/compromise", CompromiseAsync)
            .Named("compromiseKey", "Marks a key stolen.")
            .Takes<CompromiseKeyRequest>()
            .Answers<KeyList>()
            .Refuses(ProblemType.NotFound);
    }

    private static async Task<IResult> ListAsync(IKeyStore store, CancellationToken cancellationToken)
    {
        var keys = await store.ListAsync(cancellationToken);
        return AdminJson.Ok(new KeyList([.. keys.Select(KeyView.Of)]));
    }

    private static async Task<IResult> RotateAsync(
        HttpContext http, Operator by, KeyRingKeeper ring, IKeyStore store, CancellationToken cancellationToken)
    {
        var (request, problem) = await JsonBody.ReadAsync(http, AdminJson.Default.RotateKeysRequest, cancellationToken);
        if (request is null)
        {
            return problem!;
        }

        if (KeyPurposes.Find(request.Purpose) is not { } purpose)
        {
            return Problem.Invalid("purpose", PurposeExpected);
        }

        return await ring.RotateNowAsync(purpose, by.Self, cancellationToken) == RotateResult.NoIdLeft
            ? Problem.Invalid("purpose", NoIdLeft)
            : await ListAsync(store, cancellationToken);
    }

    private static async Task<IResult> CompromiseAsync(
        HttpContext http, Operator by, KeyRingKeeper ring, IKeyStore store, CancellationToken cancellationToken)
    {
        var (request, problem) = await JsonBody.ReadAsync(
            http, AdminJson.Default.CompromiseKeyRequest, cancellationToken);
        if (request is null)
        {
            return problem!;
        }

        var errors = new FieldErrors();
        var id = errors.Required("id", request.Id, CompromiseKeyRequest.MaxIdLength);
        if (KeyPurposes.Find(request.Purpose) is not { } purpose)
        {
            errors.Add("purpose", PurposeExpected);
            return errors.Problem!;
        }

        return errors.Problem ?? await ring.CompromiseAsync(purpose, id, by.Self, cancellationToken) switch
        {
            CompromiseResult.NotFound => new Problem(ProblemType.NotFound) { Detail = "There is no such key." },
            CompromiseResult.NoIdLeft => Problem.Invalid("purpose", NoIdLeft),
            _ => await ListAsync(store, cancellationToken),
        };
    }

    private const string PurposeExpected = $"must be {KeyPurposes.Signing} or {KeyPurposes.Mac}";

    private const string NoIdLeft = "all 255 ids of mac keys are used; the key can't be replaced";
}
