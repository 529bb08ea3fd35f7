using Tidelock.Events;
using Tidelock.Keys;
using Tidelock.Server.Http;
using Tidelock.Server.Sessions;
using Tidelock.Sessions;
using Tidelock.Tokens;
using Tidelock.Users;

namespace Tidelock.Server.Administration.Access;

/// <summary>
/// Lets operators in: whoever is on the other side of the admin socket, and administrators whose session lives. Roles
/// are read from the store and not from the token, so that a role that was taken away is gone at once.
/// </summary>
internal sealed class OperatorGate(
    AccessTokenReader tokens, KeyRingKeeper keys, ISessionStore sessions, IUserStore users, TimeProvider clock)
{
    private const string Scheme = "Bearer ";

    /// <summary>The endpoint behind the gate.</summary>
    internal RequestDelegate Guard(RequestDelegate endpoint) => async http =>
    {
        var (found, problem) = await IdentifyAsync(http);
        if (found is null)
        {
            await problem!.ExecuteAsync(http);
            return;
        }

        http.Features.Set(found);
        http.Response.Headers.CacheControl = "no-store";
        await endpoint(http);
    };

    private async Task<(Operator? Operator, Problem? Problem)> IdentifyAsync(HttpContext http)
    {
        if (http.Features.Get<IOperatorConnection>() is { } connection)
        {
            return (new(Actor.LocalOperator, null, connection.SystemUser), null);
        }

        var header = http.Request.Headers.Authorization;
        var text = header.Count == 1 ? header.ToString() : string.Empty;
        if (!text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            || tokens.Read(text.AsSpan(Scheme.Length), keys.Current, clock.GetUtcNow())
                is not AccessTokenResult.Accepted { Claims: var claims })
        {
            return (null, InvalidToken(http));
        }

        var session = await sessions.FindAsync(claims.Session, http.RequestAborted);
        if (session is null || session.User != claims.User || session.OverBecause(clock.GetUtcNow()) is not null)
        {
            return (null, InvalidToken(http));
        }

        var user = await users.FindAsync(claims.User, http.RequestAborted);
        return user?.User is { DisabledAt: null, IsAdministrator: true }
            ? (new(Actor.Operator(claims.User), CallerReader.Read(http, string.Empty), null), null)
            : (null, new Problem(ProblemType.Forbidden));
    }

    private static Problem InvalidToken(HttpContext http)
    {
        http.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
        return new(ProblemType.InvalidAccessToken);
    }
}
