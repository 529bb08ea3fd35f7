using Tidelock.Server.Administration.Access;
using Tidelock.Server.Administration.Users;
using Tidelock.Server.Http;
using Tidelock.Server.Http.OpenApi;
using Tidelock.Server.Sessions;
using Tidelock.Sessions;
using Tidelock.Users;

namespace Tidelock.Server.Administration.Sessions;

/// <summary>Lists and ends sessions of anybody.</summary>
internal static class SessionEndpoints
{
    /// <summary>Most ended sessions shown of one user.</summary>
    private const int EndedLimit = 100;

    private static readonly QueryField<SessionId> After = QueryField.Text<SessionId>(
        "after", "Only sessions after this one: the `next` of the page before.",
        "the cursor that the page before gave", SessionId.TryParse);

    internal static void MapSessions(this RouteGroupBuilder admin)
    {
        admin.MapGet("/sessions", ListLiveAsync)
            .Named("listSessions", "Live sessions of everybody.")
            .Reads(After, PageLimit.Field)
            .Answers<SessionPage>();
        admin.MapDelete("/sessions/{id}", EndOneAsync)
            .Named("endSession", "Ends a session.")
            .AnswersNothing()
            .Refuses(ProblemType.NotFound);
        admin.MapGet("/users/{id}/sessions", ListOfUserAsync)
            .Named("listSessionsOfUser", "A user's sessions, the ended ones that are kept included.")
            .Answers<SessionPage>()
            .Refuses(ProblemType.NotFound);
        admin.MapDelete("/users/{id}/sessions", EndAllAsync)
            .Named("endSessionsOfUser", "Ends all sessions of a user.")
            .Answers<EndedCount>()
            .Refuses(ProblemType.NotFound);
    }

    private static async Task<IResult> ListLiveAsync(
        HttpContext http, ISessionStore sessions, TimeProvider clock, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var after = After.Read(http.Request.Query, errors);
        var limit = PageLimit.Read(http.Request.Query, errors);
        if (errors.Problem is { } problem)
        {
            return problem;
        }

        var live = await sessions.ListLiveAsync(after, limit, clock.GetUtcNow(), cancellationToken);
        var next = live.Count == limit ? live[^1].Id.ToString() : null;
        return AdminJson.Ok(new SessionPage([.. live.Select(AdminSessionView.Of)], next));
    }

    private static async Task<IResult> ListOfUserAsync(
        string id, IUserStore users, ISessionStore sessions, CancellationToken cancellationToken)
    {
        if (!UserId.TryParse(id, out var user) || await users.FindAsync(user, cancellationToken) is null)
        {
            return UserEndpoints.NoSuchUser();
        }

        var all = await sessions.ListAsync(user, EndedLimit, cancellationToken);
        return AdminJson.Ok(new SessionPage([.. all.Select(AdminSessionView.Of)], null));
    }

    private static async Task<IResult> EndOneAsync(
        string id, Operator by, EndSessions end, SessionFlights flights)
    {
        if (!SessionId.TryParse(id, out var session))
        {
            return NoSuchSession();
        }

        var ended = await EndAsync(new EndScope.ById(session, null), by, end, flights);
        return ended.Count == 0 ? NoSuchSession() : Results.NoContent();
    }

    private static async Task<IResult> EndAllAsync(
        string id, Operator by, IUserStore users, EndSessions end, SessionFlights flights,
        CancellationToken cancellationToken)
    {
        if (!UserId.TryParse(id, out var user) || await users.FindAsync(user, cancellationToken) is null)
        {
            return UserEndpoints.NoSuchUser();
        }

        var ended = await EndAsync(new EndScope.OfUser(user, null), by, end, flights);
        return AdminJson.Ok(new EndedCount(ended.Count));
    }

    /// <summary>
    /// A refresh that was decided before the end must not be answered after it, whether or not the operator waits.
    /// </summary>
    private static async Task<IReadOnlyList<Session>> EndAsync(
        EndScope scope, Operator by, EndSessions end, SessionFlights flights)
    {
        var ended = await end.ExecuteAsync(
            scope, EndReason.EndedByOperator, by.Self, CancellationToken.None);
        await Task.WhenAll(ended.Select(session => flights.EndAndDrainAsync(session.Handle, CancellationToken.None)));
        return ended;
    }

    private static Problem NoSuchSession() =>
        new(ProblemType.NotFound) { Detail = "There is no such live session." };
}
