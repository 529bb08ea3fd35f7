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
internal sealed class OperatorGate(BearerCheck bearer, IUserStore users, IEventStore events, TimeProvider clock)
{
    /// <summary>
    /// For how long after its sign-in a session administers that only a token holds: such a token can be copied and
    /// renewed for weeks, and a copy shall not be worth the administration for as long.
    /// </summary>
    internal static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(60);

    /// <summary>How often a session is told of that is refused for one reason.</summary>
    internal static readonly TimeSpan RefusalInterval = TimeSpan.FromMinutes(1);

    private readonly RefusalThrottle<(SessionId, string)> _refusals = new(RefusalInterval);

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
            return (new(new(Actor.LocalOperator, SystemUser: connection.SystemUser)), null);
        }

        var (who, problem) = await bearer.CheckAsync(http, http.RequestAborted);
        if (who is null)
        {
            return (null, problem);
        }

        var user = (await users.FindAsync(who.Session.User, http.RequestAborted))?.User;
        var administers = user is { DisabledAt: null, IsAdministrator: true };
        var by = new Initiator(
            administers ? Actor.Operator(who.Session.User) : Actor.Of(who.Session.User),
            CallerReader.Read(http, string.Empty));
        if (Refusal(http, who.Session, administers) is not var (reason, refusal))
        {
            return (new(by), null);
        }

        await TellAsync(http, who.Session, by, reason);
        return (null, refusal);
    }

    private (string Reason, Problem Refusal)? Refusal(HttpContext http, Session session, bool administers)
    {
        if (!administers)
        {
            return ("not_administrator", new(ProblemType.Forbidden));
        }

        if (!HoldsKeyOfSignIn(session) && clock.GetUtcNow() - session.CreatedAt > FreshFor)
        {
            return ("sign_in_too_old", new(ProblemType.FreshSignInRequired));
        }

        return http.GetEndpoint()?.Metadata.GetMetadata<SocketOnly>() is { } only
            ? ("socket_only", new(ProblemType.Forbidden) { Detail = only.Explanation })
            : null;
    }

    /// <summary>A key that took the place of the one at sign-in was let in on the strength of cookies.</summary>
    private static bool HoldsKeyOfSignIn(Session session) => session.IsBound && session.ReplacedKeys == default;

    /// <summary>
    /// The request as it is mapped, never as it was sent: what stands in a path is anybody's to write.
    /// </summary>
    private async Task TellAsync(HttpContext http, Session session, Initiator by, string reason)
    {
        var now = clock.GetUtcNow();
        if (!_refusals.IsDue((session.Id, reason), now))
        {
            return;
        }

        var pattern = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? string.Empty;
        var request = new KeyValuePair<string, string>("request", $"{http.Request.Method} {pattern}");
        var told = by.Does(EventCatalogue.AdminRefused, now, request) with
        {
            Outcome = Outcome.Refused,
            Reason = reason,
            User = session.User,
            Session = session.Id,
        };
        await events.AppendAsync([told], CancellationToken.None);
    }
}

/// <summary>Marks what only somebody on the machine may do.</summary>
/// <param name="Explanation">What the others are told.</param>
internal sealed record SocketOnly(string Explanation);
