using Tidelock.Keys;
using Tidelock.Server.Http;
using Tidelock.Server.Limits;
using Tidelock.Server.Sessions;
using Tidelock.Sessions;
using Tidelock.Tokens;

namespace Tidelock.Server.Tokens;

/// <summary>`POST /oauth/revoke` (RFC 7009): ends the session of a refresh or access token.</summary>
internal sealed class RevokeEndpoint(
    SignOutEndpoint signOut,
    AccessTokenReader reader,
    KeyRingKeeper keys,
    CallerReader callers,
    SignInLimits limits,
    ISessionStore sessions,
    TimeProvider clock)
{
    /// <summary>More fields than the standard knows.</summary>
    private const int MaxFields = 8;

    internal async Task<IResult> HandleAsync(HttpContext http)
    {
        if (!http.Request.HasFormContentType)
        {
            return new Problem(ProblemType.UnsupportedMediaType) { Error = "invalid_request" };
        }

        var caller = callers.Read(http, Channel.Body);
        if (limits.TakeRequest(caller.Network) is { } limited)
        {
            return limited;
        }

        var text = await ReadTokenAsync(http);
        if (string.IsNullOrEmpty(text))
        {
            return Problem.Invalid("token", "is required") with { Error = "invalid_request" };
        }

        await EndAsync(text, caller, CancellationToken.None);

        // RFC 7009 §2.2: an unknown token is no error, since the client wanted it to be worth nothing.
        return TypedResults.Ok();
    }

    private static async Task<string?> ReadTokenAsync(HttpContext http)
    {
        var options = new Microsoft.AspNetCore.Http.Features.FormOptions
        {
            KeyLengthLimit = 64,
            ValueLengthLimit = JsonBody.MaxLength,
            ValueCountLimit = MaxFields,
            BufferBodyLengthLimit = JsonBody.MaxLength,
            MultipartBodyLengthLimit = JsonBody.MaxLength,
        };
        try
        {
            var form = await new Microsoft.AspNetCore.Http.Features.FormFeature(http.Request, options)
                .ReadFormAsync(CancellationToken.None);
            return form["token"].Count == 1 ? form["token"].ToString() : null;
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            throw new ProblemException(new(ProblemType.MalformedRequest) { Error = "invalid_request" });
        }
    }

    private async Task EndAsync(string text, Caller caller, CancellationToken cancellationToken)
    {
        if (RefreshTokenCodec.TryRead(text, keys.Current, out var token))
        {
            await signOut.EndAsync(new RefreshTokenHolder(token.Handle.Hash, caller), null, cancellationToken);
        }
        else if (reader.Read(text, keys.Current, clock.GetUtcNow()) is AccessTokenResult.Accepted { Claims: var claims }
            && await sessions.FindAsync(claims.Session, cancellationToken) is { } session)
        {
            await signOut.EndAsync(new RefreshTokenHolder(session.Handle, caller), null, cancellationToken);
        }
    }
}
