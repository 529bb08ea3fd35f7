using Tidelock.Events;
using Tidelock.Server.Administration.Access;
using Tidelock.Server.Http;
using Tidelock.Server.Sessions;
using Tidelock.Server.Users;
using Tidelock.Sessions;
using Tidelock.Users;

namespace Tidelock.Server.Administration.Users;

/// <summary>Everything an operator does to users.</summary>
internal static class UserEndpoints
{
    internal static void MapUsers(this RouteGroupBuilder admin)
    {
        admin.MapGet("/users", ListAsync);
        admin.MapPost(
            "/users",
            (HttpContext http, Operator by, AddUser add, CancellationToken cancellationToken) =>
                add.HandleAsync(http, by, cancellationToken))
            .WithMetadata(new Limits.Admission(Limits.AdmissionClass.PasswordWork));
        admin.MapGet("/users/{id}", GetAsync);
        admin.MapDelete("/users/{id}", EraseAsync);
        admin.MapPost("/users/{id}/disable", DisableAsync);
        admin.MapPost("/users/{id}/enable", EnableAsync);
        admin.MapPost("/users/{id}/roles", SetRolesAsync);
        admin.MapPost("/users/{id}/reset-link", MakeResetLinkAsync);
        admin.MapPost("/first-administrator-link", MakeFirstAdministratorLinkAsync);
    }

    internal static IResult NoSuchUser() => new Problem(ProblemType.NotFound) { Detail = "There is no such user." };

    private static async Task<IResult> ListAsync(
        HttpContext http, IUserStore users, CancellationToken cancellationToken)
    {
        if (http.Request.Query["name"].ToString() is { Length: > 0 } name)
        {
            var found = LoginName.TryParse(name, out var login)
                ? await users.FindAsync(login, cancellationToken)
                : null;
            return AdminJson.Ok(new UserPage(found is null ? [] : [UserView.Of(found.User)], null));
        }

        LoginName? after = null;
        if (http.Request.Query["after"].ToString() is { Length: > 0 } text)
        {
            if (!LoginName.TryParse(text, out var cursor))
            {
                return Problem.Invalid("after", "must be the cursor that the page before gave");
            }

            after = cursor;
        }

        if (PageLimit.Read(http.Request.Query) is not { } limit)
        {
            return PageLimit.Invalid();
        }

        var page = await users.ListAsync(after, limit, cancellationToken);
        return AdminJson.Ok(new UserPage(
            [.. page.Select(UserView.Of)], page.Count == limit ? page[^1].Name : null));
    }

    private static async Task<IResult> GetAsync(string id, IUserStore users, CancellationToken cancellationToken) =>
        UserId.TryParse(id, out var user) && await users.FindAsync(user, cancellationToken) is { } found
            ? AdminJson.Ok(UserView.Of(found.User))
            : NoSuchUser();

    /// <summary>
    /// Goes on when the operator goes away, as every ending does: it must be known to the answers under way.
    /// </summary>
    private static async Task<IResult> EraseAsync(
        string id, Operator by, IUserStore users, ISessionStore sessions, SessionFlights flights, TimeProvider clock)
    {
        if (!UserId.TryParse(id, out var user))
        {
            return NoSuchUser();
        }

        // Read first: afterwards nothing is left that names them, and their answers under way must not be written. One
        // that signs in between the two is erased as well; what its answer carries is dead.
        var live = await sessions.ListAsync(user, 0, CancellationToken.None);
        var told = by.Does(EventCatalogue.UserErased, clock.GetUtcNow()) with { User = user };
        if (Refusal(await users.EraseAsync(user, told, CancellationToken.None)) is { } refusal)
        {
            return refusal;
        }

        await Task.WhenAll(live.Select(session => flights.EndAndDrainAsync(session.Handle, CancellationToken.None)));
        return Results.NoContent();
    }

    private static async Task<IResult> DisableAsync(
        string id, Operator by, IUserStore users, UserSessions sessions, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (!UserId.TryParse(id, out var user))
        {
            return NoSuchUser();
        }

        var told = by.Does(EventCatalogue.UserDisabled, now) with { User = user };

        // As in an erasure, nothing of this is given up when the operator goes away.
        if (Refusal(await users.SetDisabledAsync(user, now, told, CancellationToken.None)) is { } refusal)
        {
            return refusal;
        }

        await sessions.SettleEndedAsync(user, EndReason.AccountDisabled, now, CancellationToken.None);
        return await GetAsync(id, users, cancellationToken);
    }

    private static Task<IResult> EnableAsync(
        string id, Operator by, IUserStore users, TimeProvider clock, CancellationToken cancellationToken) =>
        ChangeAsync(
            id,
            users,
            user => users.SetDisabledAsync(
                user,
                null,
                by.Does(EventCatalogue.UserEnabled, clock.GetUtcNow()) with { User = user },
                cancellationToken),
            cancellationToken);

    private static async Task<IResult> SetRolesAsync(
        string id, HttpContext http, Operator by, IUserStore users, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var (request, problem) = await JsonBody.ReadAsync(http, AdminJson.Default.SetRolesRequest, cancellationToken);
        if (request is null)
        {
            return problem!;
        }

        if (RoleNames.Mistake(request.Roles) is { } mistake)
        {
            return Problem.Invalid("roles", mistake);
        }

        var roles = RoleNames.Ordered(request.Roles!);
        return await ChangeAsync(
            id,
            users,
            user => users.SetRolesAsync(user, roles, Told(user), cancellationToken),
            cancellationToken);

        EventDraft Told(UserId user) => by.Does(
            EventCatalogue.UserRolesChanged, clock.GetUtcNow(), RoleNames.Detail(roles)) with { User = user };
    }

    private static async Task<IResult> MakeResetLinkAsync(
        string id, Operator by, IssueLink links, CancellationToken cancellationToken) =>
        UserId.TryParse(id, out var user)
            && await links.ForPasswordAsync(user, by.Actor, by.Caller, cancellationToken) is { } link
            ? AdminJson.Created(LinkView.Of(link)!)
            : NoSuchUser();

    private static async Task<IResult> MakeFirstAdministratorLinkAsync(
        Operator by, IssueLink links, CancellationToken cancellationToken) => by.IsLocal
            ? AdminJson.Ok(new FirstAdministratorLink(
                LinkView.Of(await links.ForFirstAdministratorAsync(cancellationToken))))
            : new Problem(ProblemType.Forbidden) { Detail = "This link is made over the admin socket only." };

    private static async Task<IResult> ChangeAsync(
        string id, IUserStore users, Func<UserId, ValueTask<UserChange>> change, CancellationToken cancellationToken)
    {
        if (!UserId.TryParse(id, out var user))
        {
            return NoSuchUser();
        }

        return Refusal(await change(user)) ?? await GetAsync(id, users, cancellationToken);
    }

    private static IResult? Refusal(UserChange change) => change switch
    {
        UserChange.Done => null,
        UserChange.LastAdministrator => new Problem(ProblemType.LastAdministrator),
        _ => NoSuchUser(),
    };
}
