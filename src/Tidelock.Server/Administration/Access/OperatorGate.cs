using Tidelock.Events;
using Tidelock.Server.Http;
using Tidelock.Server.Sessions;
using Tidelock.Server.Tokens;
using Tidelock.Sessions;
using Tidelock.Users;

namespace Tidelock.Server.Administration.Access;

/// <summary>
/// Lets operators in: whoever is on the other side of the admin socket, and administrators whose session lives and is
/// more than a token that was renewed for long. Roles
/// are read from the store and not from the token, so that a role that was taken away is gone at once.
/// </summary>
internal sealed class OperatorGate(BearerCheck bearer, IUserStore users, TimeProvider clock)
{
    /// <summary>
    /// For how long after its sign-in a session administers that only a token holds: such a token can be copied and
    /// renewed for weeks, and a copy shall not be worth the administration for as long.
    /// </summary>
    internal static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(60);

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

        var (who, problem) = await bearer.CheckAsync(http, http.RequestAborted);
        if (who is null)
        {
            return (null, problem);
        }

        var user = await users.FindAsync(who.Session.User, http.RequestAborted);
        if (user?.User is not { DisabledAt: null, IsAdministrator: true } administrator)
        {
            return (null, new Problem(ProblemType.Forbidden));
        }

        return HoldsKeyOfSignIn(who.Session) || clock.GetUtcNow() - who.Session.CreatedAt <= FreshFor
            ? (new(Actor.Operator(administrator.Id), CallerReader.Read(http, string.Empty), null), null)
            : (null, new Problem(ProblemType.FreshSignInRequired));
    }

    /// <summary>A key that took the place of the one at sign-in was let in on the strength of cookies.</summary>
    private static bool HoldsKeyOfSignIn(Session session) => session.IsBound && session.ReplacedKeys == default;
}
