using Tidelock.Events;
using Tidelock.Server.Administration.Access;
using Tidelock.Server.Http;
using Tidelock.Server.Http.OpenApi;
using Tidelock.Server.Sessions;
using Tidelock.Server.Users;
using Tidelock.Sessions;
using Tidelock.Users;

namespace Tidelock.Server.Administration.Users;

/// <summary>Everything an operator does to users.</summary>
internal static class UserEndpoints
{
    private static readonly QueryField<NameAsked> Name = QueryField.Text<NameAsked>(
        "name", "Only the user who signs in by this name or e-mail address.", "a name", NameAsked.TryParse);

    private static readonly QueryField<LoginName> After = QueryField.Text<LoginName>(
        "after", "Only users after this name: the `next` of the page before.", "the cursor that the page before gave",
        LoginName.TryParse);

    internal static void MapUsers(this RouteGroupBuilder admin)
    {
        MapAccounts(admin);
        MapChanges(admin);
        admin.MapPost("/first-administrator-link", MakeFirstAdministratorLinkAsync)
            .WithMetadata(new SocketOnly("This link is made over the admin socket only."))
            .Named("makeFirstAdministratorLink", "A link while there never was one. Over the admin socket only.")
            .Answers<FirstAdministratorLink>();
    }

    private static void MapAccounts(RouteGroupBuilder admin)
    {
        admin.MapGet("/users", ListAsync)
            .Named("listUsers", "The users, by name.")
            .Reads(Name, After, PageLimit.Field)
            .Answers<UserPage>();
        admin.MapPost(
                "/users",
                (HttpContext http, Operator by, AddUser add, CancellationToken cancellationToken) =>
                    add.HandleAsync(http, by, cancellationToken))
            .WithMetadata(new Limits.Admission(Limits.AdmissionClass.PasswordWork))
            .Named("addUser", "Adds a user, with a password or with a link to set one.")
            .Takes<AddUserRequest>()
            .Answers<AddedUser>(StatusCodes.Status201Created)
            .Refuses(ProblemType.WeakPassword, ProblemType.NameTaken);
        admin.MapGet("/users/{id}", GetAsync)
            .Named("getUser", "One user.")
            .Answers<UserView>()
            .Refuses(ProblemType.NotFound);
        admin.MapDelete("/users/{id}", EraseAsync)
            .Named("eraseUser", "Erases a person: account, sessions, and the personal part of every event.")
            .AnswersNothing()
            .Refuses(ProblemType.NotFound, ProblemType.LastAdministrator);
    }

    private static void MapChanges(RouteGroupBuilder admin)
    {
        admin.MapPost("/users/{id}/disable", DisableAsync)
            .Named("disableUser", "Ends all sessions of a user and refuses sign-ins.")
            .Answers<UserView>()
            .Refuses(ProblemType.NotFound, ProblemType.LastAdministrator);
        admin.MapPost("/users/{id}/enable", EnableAsync)
            .Named("enableUser", "Lets a disabled user sign in again.")
            .Answers<UserView>()
            .Refuses(ProblemType.NotFound);
        admin.MapPost("/users/{id}/roles", SetRolesAsync)
            .Named("setRoles", "Replaces the roles of a user.")
            .Takes<SetRolesRequest>()
            .Answers<UserView>()
            .Refuses(ProblemType.NotFound, ProblemType.LastAdministrator);
        admin.MapPost("/users/{id}/reset-link", MakeResetLinkAsync)
            .Named("makeResetLink", "A one-time link to set a new password.")
            .Answers<LinkView>(StatusCodes.Status201Created)
            .Refuses(ProblemType.NotFound);
    }

    internal static IResult NoSuchUser() => new Problem(ProblemType.NotFound) { Detail = "There is no such user." };

    private static async Task<IResult> ListAsync(
        HttpContext http, IUserStore users, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var asked = Name.Read(http.Request.Query, errors);
        var after = After.Read(http.Request.Query, errors);
        var limit = PageLimit.Read(http.Request.Query, errors);
        if (errors.Problem is { } problem)
        {
            return problem;
        }

        if (asked is { } name)
        {
            var found = name.Login is { } login ? await users.FindAsync(login, cancellationToken) : null;
            return AdminJson.Ok(new UserPage(found is null ? [] : [UserView.Of(found.User)], null));
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
        string id, Operator by, IUserStore users, ISessionStore sessions, IEventStore events, SessionFlights flights,
        TimeProvider clock)
    {
        if (!UserId.TryParse(id, out var user))
        {
            return NoSuchUser();
        }

        // Read first: afterwards nothing is left that names them, and their answers under way must not be written. One
        // that signs in between the two is erased as well; what its answer carries is dead.
        var live = await sessions.ListAsync(user, 0, CancellationToken.None);
        var told = by.Does(EventCatalogue.UserErased, clock.GetUtcNow()) with { User = user };
        var change = await users.EraseAsync(user, told, CancellationToken.None);
        if (await RefusalAsync(change, told, events) is { } refusal)
        {
            return refusal;
        }

        await Task.WhenAll(live.Select(session => flights.EndAndDrainAsync(session.Handle, CancellationToken.None)));
        return Results.NoContent();
    }

    private static async Task<IResult> DisableAsync(
        string id, Operator by, IUserStore users, UserSessions sessions, IEventStore events, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (!UserId.TryParse(id, out var user))
        {
            return NoSuchUser();
        }

        var told = by.Does(EventCatalogue.UserDisabled, now) with { User = user };

        // As in an erasure, nothing of this is given up when the operator goes away.
        var change = await users.SetDisabledAsync(user, now, told, CancellationToken.None);
        if (await RefusalAsync(change, told, events) is { } refusal)
        {
            return refusal;
        }

        await sessions.SettleEndedAsync(user, EndReason.AccountDisabled, now, CancellationToken.None);
        return await GetAsync(id, users, cancellationToken);
    }

    private static async Task<IResult> EnableAsync(
        string id, Operator by, IUserStore users, IEventStore events, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        if (!UserId.TryParse(id, out var user))
        {
            return NoSuchUser();
        }

        var told = by.Does(EventCatalogue.UserEnabled, clock.GetUtcNow()) with { User = user };
        var change = await users.SetDisabledAsync(user, null, told, cancellationToken);
        return await RefusalAsync(change, told, events) ?? await GetAsync(id, users, cancellationToken);
    }

    private static async Task<IResult> SetRolesAsync(
        string id, HttpContext http, Operator by, IUserStore users, IEventStore events, TimeProvider clock,
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

        if (!UserId.TryParse(id, out var user))
        {
            return NoSuchUser();
        }

        var roles = RoleNames.Ordered(request.Roles!);
        var told = by.Does(EventCatalogue.UserRolesChanged, clock.GetUtcNow(), RoleNames.Detail(roles));
        told = told with { User = user };
        var change = await users.SetRolesAsync(user, roles, told, cancellationToken);
        return await RefusalAsync(change, told, events) ?? await GetAsync(id, users, cancellationToken);
    }

    private static async Task<IResult> MakeResetLinkAsync(
        string id, Operator by, IssueLink links, CancellationToken cancellationToken) =>
        UserId.TryParse(id, out var user)
            && await links.ForPasswordAsync(user, by.Self, cancellationToken) is { } link
            ? AdminJson.Created(LinkView.Of(link)!)
            : NoSuchUser();

    private static async Task<IResult> MakeFirstAdministratorLinkAsync(
        Operator by, IssueLink links, CancellationToken cancellationToken) =>
        AdminJson.Ok(new FirstAdministratorLink(
            LinkView.Of(await links.ForFirstAdministratorAsync(by.Self, cancellationToken))));

    /// <summary>
    /// The answer to a change that was not made; null to one that was. Whoever tries to take away the last
    /// administrator is told of, with what <paramref name="asked"/> would have told.
    /// </summary>
    private static async Task<IResult?> RefusalAsync(UserChange change, EventDraft asked, IEventStore events)
    {
        if (change != UserChange.LastAdministrator)
        {
            return change == UserChange.Done ? null : NoSuchUser();
        }

        var refused = asked with
        {
            Kind = EventCatalogue.UserChangeRefused,
            Outcome = Outcome.Refused,
            Reason = "last_administrator",
            Detail = [new("asked", asked.Kind.Name), .. asked.Detail],
        };
        await events.AppendAsync([refused], CancellationToken.None);
        return new Problem(ProblemType.LastAdministrator);
    }
}

/// <summary>A name that is looked for; null when it is such that nobody can have it.</summary>
internal readonly record struct NameAsked(LoginName? Login)
{
    internal static bool TryParse(string text, out NameAsked asked)
    {
        asked = new(LoginName.TryParse(text, out var login) ? login : null);
        return text.Length > 0;
    }
}
