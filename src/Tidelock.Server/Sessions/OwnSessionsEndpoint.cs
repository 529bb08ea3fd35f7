using Tidelock.Events;
using Tidelock.Server.Http;
using Tidelock.Server.Tokens;
using Tidelock.Sessions;
using Tidelock.Users;

namespace Tidelock.Server.Sessions;

/// <summary>The user's own sessions: the list, ending one, the others, all.</summary>
internal sealed class OwnSessionsEndpoint(
    ISessionStore store,
    EndSessions end,
    CallerReader callers,
    TokenFinder finder,
    SessionCookies cookies,
    SessionFlights flights,
    TimeProvider clock)
{
    /// <summary>Ended sessions in the list, so that the user sees why.</summary>
    private const int EndedListed = 10;

    /// <summary>`GET /api/v1/auth/tokens`.</summary>
    internal async Task<IResult> ListAsync(HttpContext http)
    {
        var me = SignedIn.Of(http);
        var now = clock.GetUtcNow();
        var sessions = await store.ListAsync(me.Session.User, EndedListed, CancellationToken.None);
        var listed = sessions
            .OrderBy(session => session.OverBecause(now) is not null)
            .ThenByDescending(session => session.EndedAt ?? session.LastUsedAt)
            .Select(session => View(session, me.Session.Id, now));
        return new Answer<SessionListAnswer>(new([.. listed]), ApiJson.Default.SessionListAnswer);
    }

    /// <summary>`DELETE /api/v1/auth/tokens/{id}`.</summary>
    internal async Task<IResult> EndOneAsync(HttpContext http, string id)
    {
        var me = SignedIn.Of(http);
        if (!SessionId.TryParse(id, out var session))
        {
            return new Problem(ProblemType.NotFound);
        }

        var reason = session == me.Session.Id ? EndReason.SignedOut : EndReason.SignedOutElsewhere;
        var ended = await EndAsync(http, new EndScope.ById(session, me.Session.User), reason);
        return ended == 0 ? new Problem(ProblemType.NotFound) : TypedResults.NoContent();
    }

    /// <summary>`POST /api/v1/auth/logout-others`.</summary>
    internal async Task<IResult> EndOthersAsync(HttpContext http)
    {
        var me = SignedIn.Of(http);
        var scope = new EndScope.OfUser(me.Session.User, me.Session.Id);
        return Ended(await EndAsync(http, scope, EndReason.SignedOutElsewhere));
    }

    /// <summary>`POST /api/v1/auth/logout-all`.</summary>
    internal async Task<IResult> EndAllAsync(HttpContext http)
    {
        var me = SignedIn.Of(http).Session;
        var clears = !await CookieIsOfAnotherAsync(http.Request, me.User);
        var ended = await EndAsync(http, new EndScope.OfUser(me.User, Except: null), EndReason.SignedOutEverywhere);

        // Somebody else may have ended this session a moment before; the cleared cookie is to be the last even so.
        await flights.EndAndDrainAsync(me.Handle, CancellationToken.None);
        if (clears)
        {
            cookies.ClearRefresh(http.Response);
        }

        return Ended(ended);
    }

    /// <summary>
    /// Somebody else signed in here meanwhile. The access token of one user is no right to sign out another, whose
    /// session would live on without its cookie.
    /// </summary>
    private async Task<bool> CookieIsOfAnotherAsync(HttpRequest request, UserId user) =>
        finder.TryReadCookie(request, out var token)
        && await store.FindAsync(token.Handle.Hash, CancellationToken.None) is { } held
        && held.User != user
        && held.OverBecause(clock.GetUtcNow()) is null;

    private static Answer<EndedAnswer> Ended(int count) => new(new(count), ApiJson.Default.EndedAnswer);

    private async Task<int> EndAsync(HttpContext http, EndScope scope, EndReason reason)
    {
        var me = SignedIn.Of(http).Session;
        var by = new Initiator(Actor.Of(me.User), callers.Read(http, me.Channel));
        var ended = await end.ExecuteAsync(scope, reason, by, CancellationToken.None);
        await Task.WhenAll(ended.Select(session => flights.EndAndDrainAsync(session.Handle, CancellationToken.None)));
        return ended.Count;
    }

    private static ListedSession View(Session session, SessionId current, DateTimeOffset now)
    {
        var names = UserAgentNames.Of(session.UserAgent);
        var over = session.OverBecause(now);
        var endedAt = session.EndedAt
            ?? (over == EndReason.Expired ? session.ExpiresAt : over is null ? null : session.IdleExpiresAt);
        return new(
            session.Id.ToString(), session.Id == current, names.Browser, names.System, session.Address, Place: null,
            session.CreatedAt, session.LastUsedAt, session.ExpiresAt, session.IdleExpiresAt, session.Remembered,
            session.IsBound, SessionView.NameOf(session.Channel), endedAt, over?.Name);
    }
}
