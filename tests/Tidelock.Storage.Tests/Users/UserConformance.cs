using Tidelock.Events;
using Tidelock.Sessions;
using Tidelock.Users;

namespace Tidelock.Storage.Tests.Users;

public abstract class UserConformance : StoreConformance
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_user_is_found_by_name_address_and_id_as_it_was_added()
    {
        var user = await AddUserAsync("Anna");

        Assert.All(
            new[] { await FindAsync("anna"), await FindAsync("ANNA@example.com"), await FindAsync(user.Id) },
            found => AssertSame(new(user, The.Password), found));
        Assert.Null(await FindAsync("nobody"));
        Assert.Single(await EventsAsync(EventCatalogue.UserAdded));
    }

    [Fact]
    public async Task A_user_without_address_roles_and_password_is_one_too()
    {
        var user = Some.User() with { Email = null, Roles = [], PasswordSetAt = null, DisabledAt = The.Moment };

        await Store.Users.AddAsync(user, null, Some.Draft(user.Id), Never);

        AssertSame(new(user, null), await FindAsync(user.Id));
    }

    [Theory]
    [InlineData("ANNA", null)]
    [InlineData("berta", "anna@EXAMPLE.com")]
    [InlineData("anna@example.com", null)]
    [InlineData("berta", "anna")]
    public async Task Names_and_addresses_share_one_space(string name, string? email)
    {
        await AddUserAsync();
        var second = Some.User() with { Name = name, Email = email };

        Assert.Equal(
            UserChange.NameTaken, await Store.Users.AddAsync(second, null, Some.Draft(second.Id), Never));

        Assert.Null(await FindAsync(second.Id));
        Assert.Single(await EventsAsync(EventCatalogue.UserAdded));
    }

    [Fact]
    public async Task A_name_may_be_the_users_own_address()
    {
        var user = Some.User() with { Name = "a@example.com", Email = "a@example.com" };

        Assert.Equal(UserChange.Done, await Store.Users.AddAsync(user, null, Some.Draft(user.Id), Never));
    }

    [Fact]
    public async Task Users_are_listed_by_name_in_pages()
    {
        foreach (var name in new[] { "dora", "anna", "Carla", "berta" })
        {
            await AddUserAsync(name);
        }

        var first = await Store.Users.ListAsync(null, 3, Never);
        Assert.True(LoginName.TryParse(first[^1].Name, out var last));
        var second = await Store.Users.ListAsync(last, 3, Never);

        Assert.Equal(["anna", "berta", "Carla"], first.Select(user => user.Name));
        Assert.Equal(["dora"], second.Select(user => user.Name));
    }

    [Fact]
    public async Task Changing_the_password_ends_all_sessions_and_the_reset_links()
    {
        var user = await AddUserAsync();
        var first = await StartAsync(Some.Session(user.Id));
        var other = await StartAsync(Some.Session(user.Id));
        var link = await AddLinkAsync(LinkPurpose.PasswordReset, user.Id);

        var change = await Store.Users.ChangePasswordAsync(
            user.Id, The.Password, The.NewPassword,
            Some.Draft(user.Id, EventCatalogue.PasswordChanged) with { At = The.Moment + Hour }, Never);

        Assert.Equal(UserChange.Done, change);
        var found = (await FindAsync(user.Id))!;
        Assert.Equal((The.NewPassword, The.Moment + Hour), (found.Password!.Value, found.User.PasswordSetAt!.Value));
        Assert.Equal(EndReason.PasswordChanged, (await FindAsync(first)).EndReason);
        Assert.Equal(EndReason.PasswordChanged, (await FindAsync(other)).EndReason);
        Assert.Null(await Store.Users.FindLinkAsync(link.TokenHash, The.Moment, Never));
        Assert.Equal(
            ["password.changed", "session.ended", "session.ended"],
            (await EventsAsync(EventCatalogue.PasswordChanged, EventCatalogue.SessionEnded))
                .Select(told => told.Draft.Kind.Name));
    }

    [Fact]
    public async Task A_password_that_changed_meanwhile_is_stale_and_nothing_happens()
    {
        var session = await StartAsync();

        var change = await Store.Users.ChangePasswordAsync(
            session.User, The.NewPassword, The.NewPassword, Some.Draft(session.User), Never);

        Assert.Equal(UserChange.Stale, change);
        Assert.Equal(The.Password, (await FindAsync(session.User))!.Password);
        Assert.Equal(session, await FindAsync(session));
    }

    [Fact]
    public async Task Rehashing_replaces_only_the_verifier_that_was_checked_and_tells_nothing()
    {
        var session = await StartAsync();
        var events = (await EventsAsync()).Count;

        await Store.Users.RehashPasswordAsync(session.User, The.NewPassword, new("x"), Never);
        Assert.Equal(The.Password, (await FindAsync(session.User))!.Password);
        await Store.Users.RehashPasswordAsync(session.User, The.Password, The.NewPassword, Never);

        var found = (await FindAsync(session.User))!;
        Assert.Equal((The.NewPassword, The.Moment), (found.Password!.Value, found.User.PasswordSetAt!.Value));
        Assert.Equal(session, await FindAsync(session));
        Assert.Equal(events, (await EventsAsync()).Count);
    }

    [Fact]
    public async Task Disabling_ends_all_sessions_and_enabling_brings_none_back()
    {
        var session = await StartAsync();

        await SetDisabledAsync(session.User, The.Moment);
        Assert.Equal(EndReason.AccountDisabled, (await FindAsync(session)).EndReason);
        Assert.Equal(The.Moment, (await FindAsync(session.User))!.User.DisabledAt);

        Assert.Equal(UserChange.Done, await SetDisabledAsync(session.User, null));
        Assert.Null((await FindAsync(session.User))!.User.DisabledAt);
        Assert.NotNull((await FindAsync(session)).EndedAt);
    }

    [Fact]
    public async Task New_roles_stand_in_the_next_grant()
    {
        var session = await StartAsync();

        await Store.Users.SetRolesAsync(
            session.User, [User.AdministratorRole], Some.Draft(session.User, EventCatalogue.UserRolesChanged), Never);

        var grant = await Store.Sessions.TryRotateAsync(Some.Newest(session), The.Policy, null, Never);
        Assert.Equal([User.AdministratorRole], grant!.Roles);
        Assert.Single(await EventsAsync(EventCatalogue.UserRolesChanged));
    }

    [Fact]
    public async Task What_is_done_to_nobody_is_not_found()
    {
        var nobody = Some.User().Id;
        var told = Some.Draft(nobody);

        UserChange[] changes =
        [
            await Store.Users.ChangePasswordAsync(nobody, The.Password, The.NewPassword, told, Never),
            await Store.Users.SetDisabledAsync(nobody, The.Moment, told, Never),
            await Store.Users.SetRolesAsync(nobody, [], told, Never),
            await Store.Users.EraseAsync(nobody, told, Never),
            await Store.Users.AddLinkAsync(
                new(Digest.Of("x"u8), LinkPurpose.PasswordReset, nobody, The.Moment + Hour), told, Never),
        ];

        Assert.All(changes, change => Assert.Equal(UserChange.NotFound, change));
        Assert.Empty(await EventsAsync(EventCatalogue.UserAdded));
    }

    [Fact]
    public async Task A_reset_link_works_once_and_ends_all_sessions()
    {
        var session = await StartAsync();
        var link = await AddLinkAsync(LinkPurpose.PasswordReset, session.User);
        Assert.Equal(link, await Store.Users.FindLinkAsync(link.TokenHash, The.Moment, Never));

        Assert.Equal(UserChange.Done, await ResetAsync(link));
        Assert.Equal(UserChange.LinkInvalid, await ResetAsync(link));

        Assert.Equal(The.NewPassword, (await FindAsync(session.User))!.Password);
        Assert.Equal(EndReason.PasswordReset, (await FindAsync(session)).EndReason);
        Assert.Equal(session.User, Assert.Single(await EventsAsync(EventCatalogue.PasswordReset)).Draft.User);
    }

    [Fact]
    public async Task A_newer_link_takes_the_place_of_the_older_one()
    {
        var user = await AddUserAsync();
        var older = await AddLinkAsync(LinkPurpose.PasswordReset, user.Id, "older");
        var newer = await AddLinkAsync(LinkPurpose.PasswordReset, user.Id, "newer");

        Assert.Equal(UserChange.LinkInvalid, await ResetAsync(older));
        Assert.Equal(UserChange.Done, await ResetAsync(newer));
    }

    [Fact]
    public async Task An_expired_link_is_worth_nothing()
    {
        var user = await AddUserAsync();
        var link = await AddLinkAsync(LinkPurpose.PasswordReset, user.Id);

        Assert.Null(await Store.Users.FindLinkAsync(link.TokenHash, link.ExpiresAt, Never));
        Assert.Equal(UserChange.LinkInvalid, await ResetAsync(link, link.ExpiresAt));
    }

    [Fact]
    public async Task Only_one_first_administrator_is_ever_made()
    {
        var link = await AddLinkAsync(LinkPurpose.FirstAdministrator, null);
        var candidates = Enumerable.Range(0, 8).Select(
            index => Some.User($"admin{index}") with { Roles = [User.AdministratorRole] }).ToList();

        var changes = await Task.WhenAll(candidates.Select(user => Task.Run(
            () => Store.Users.AddFirstAdministratorAsync(
                link.TokenHash, user, The.Password, Some.Draft(user.Id), Never).AsTask())));

        Assert.Single(changes, UserChange.Done);
        Assert.Equal(7, changes.Count(change => change == UserChange.LinkInvalid));
        Assert.Single(await Store.Users.ListAsync(null, 10, Never));
    }

    [Fact]
    public async Task A_link_is_only_good_for_its_own_purpose()
    {
        var first = await AddLinkAsync(LinkPurpose.FirstAdministrator, null, "first");
        Assert.Equal(UserChange.LinkInvalid, await ResetAsync(first));

        var user = await AddUserAsync();
        var reset = await AddLinkAsync(LinkPurpose.PasswordReset, user.Id, "reset");
        var admin = Some.User("admin");
        Assert.Equal(
            UserChange.LinkInvalid,
            await Store.Users.AddFirstAdministratorAsync(
                reset.TokenHash, admin, The.Password, Some.Draft(admin.Id), Never));
    }

    private static void AssertSame(Credentials expected, Credentials? found)
    {
        Assert.Equal(expected.User.Roles, found!.User.Roles);
        Assert.Equal(expected, found with { User = found.User with { Roles = expected.User.Roles } });
    }

    private async Task<Credentials?> FindAsync(string name)
    {
        Assert.True(LoginName.TryParse(name, out var login));
        return await Store.Users.FindAsync(login, Never);
    }

    private ValueTask<Credentials?> FindAsync(UserId id) => Store.Users.FindAsync(id, Never);

    private ValueTask<UserChange> SetDisabledAsync(UserId user, DateTimeOffset? at) =>
        Store.Users.SetDisabledAsync(user, at, Some.DraftByOperator(user, EventCatalogue.UserDisabled), Never);

    private async Task<OneTimeLink> AddLinkAsync(LinkPurpose purpose, UserId? user, string token = "token")
    {
        var link = new OneTimeLink(
            Digest.Of(System.Text.Encoding.UTF8.GetBytes(token)), purpose, user, The.Moment + Hour);
        var told = new EventDraft { At = The.Moment, Kind = EventCatalogue.LinkIssued, Actor = Actor.LocalOperator };
        Assert.Equal(UserChange.Done, await Store.Users.AddLinkAsync(link, told, Never));
        return link;
    }

    private ValueTask<UserChange> ResetAsync(OneTimeLink link, DateTimeOffset? at = null) =>
        Store.Users.ResetPasswordAsync(
            link.TokenHash, The.NewPassword,
            new() { At = at ?? The.Moment, Kind = EventCatalogue.PasswordReset, Actor = Actor.Anonymous }, Never);
}
