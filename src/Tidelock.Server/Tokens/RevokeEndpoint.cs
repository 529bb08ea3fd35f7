using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Tidelock.Keys;
using Tidelock.Server.Http;
using Tidelock.Server.Limits;
using Tidelock.Server.Sessions;
using Tidelock.Sessions;
using Tidelock.Tokens;

namespace Tidelock.Server.Tokens;

/// <summary>The form of a revocation, for the API's own document.</summary>
internal sealed record RevokeForm
{
    [JsonPropertyName("token"), Required]
    public string? Token { get; init; }

    [JsonPropertyName("token_type_hint")]
    public string? TokenTypeHint { get; init; }

    /// <summary>Prints nothing of the token.</summary>
    public override string ToString() => "(revocation)";
}

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
    internal async Task<IResult> HandleAsync(HttpContext http)
    {
        var caller = callers.Read(http, Channel.Body);
        if (limits.TakeRequest(caller.Network) is { } limited)
        {
            return limited;
        }

        var (form, problem) = await FormBody.ReadAsync(http, CancellationToken.None);
        var text = form.GetValueOrDefault("token");
        if (problem is not null || string.IsNullOrEmpty(text))
        {
            // RFC 6749 §5.2: OAuth clients read this member.
            return (problem ?? Problem.Invalid("token", "is required")) with { Error = "invalid_request" };
        }

        await EndAsync(text, caller, CancellationToken.None);

        // RFC 7009 §2.2: an unknown token is no error, since the client wanted it to be worth nothing.
        return TypedResults.Ok();
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
