using Tidelock.Events;
using Tidelock.Users;

namespace Tidelock.Storage.Tests.Users;

/// <summary>A store never loses its last enabled administrator, and never forgets that it had one.</summary>
public abstract class AdministratorConformance : StoreConformance
{
    [Fact]
    public async Task The_last_enabled_administrator_is_neither_disabled_demoted_nor_erased()
    {
        await AddUserAsync();
        var disabled = await AddAdministratorAsync("disabled", The.Moment);
        var last = await AddAdministratorAsync("last");
        var session = await StartAsync(Some.Session(last.Id));
        var events = (await EventsAsync()).Count;

        UserChange[] changes =
        [
            await DisableAsync(last), await SetRolesAsync(last, "tidelock-admin-assistant"), await EraseAsync(last),
        ];

        Assert.All(changes, change => Assert.Equal(UserChange.LastAdministrator, change));
        Assert.True((await Store.Users.FindAsync(last.Id, Never))!.User is { DisabledAt: null, IsAdministrator: true });
        Assert.Equal(session, await FindAsync(session));
        Assert.Equal(events, (await EventsAsync()).Count);
        Assert.Equal(UserChange.Done, await EraseAsync(disabled));
    }

    [Fact]
    public async Task One_of_two_administrators_may_go()
    {
        var first = await AddAdministratorAsync("first");
        var second = await AddAdministratorAsync("second");

        Assert.Equal(UserChange.Done, await DisableAsync(first));
        Assert.Equal(UserChange.LastAdministrator, await DisableAsync(second));
        Assert.Equal(UserChange.Done, await SetRolesAsync(first));
        Assert.Equal(UserChange.Done, await SetRolesAsync(second, "student", User.AdministratorRole));
    }

    [Fact]
    public async Task Of_two_administrators_who_disable_each_other_at_once_one_stays()
    {
        User[] both = [await AddAdministratorAsync("first"), await AddAdministratorAsync("second")];

        var changes = await Task.WhenAll(both.Select(user => Task.Run(() => DisableAsync(user).AsTask())));

        Assert.Single(changes, UserChange.Done);
        Assert.Single(changes, UserChange.LastAdministrator);
    }

    [Fact]
    public async Task An_emptied_store_still_knows_that_it_had_an_administrator()
    {
        var user = await AddUserAsync();
        Assert.False(await Store.Users.AdministratorWasMadeAsync(Never));
        await SetRolesAsync(user, User.AdministratorRole);

        await Store.TamperAsync("DELETE FROM users");

        Assert.True(await Store.Users.AdministratorWasMadeAsync(Never));
        Assert.Equal(UserChange.LinkInvalid, await AddFirstAsync(Some.User("late")));
    }

    [Fact]
    public async Task A_taken_name_does_not_use_up_the_link_of_the_first_administrator()
    {
        await AddUserAsync();

        Assert.Equal(UserChange.NameTaken, await AddFirstAsync(Some.User()));
        Assert.Equal(UserChange.Done, await AddFirstAsync(Some.User("admin"), makeLink: false));
        Assert.True(await Store.Users.AdministratorWasMadeAsync(Never));
    }

    private async Task<User> AddAdministratorAsync(string name, DateTimeOffset? disabledAt = null)
    {
        var user = Some.User(name) with { Roles = ["student", User.AdministratorRole], DisabledAt = disabledAt };
        Assert.Equal(UserChange.Done, await Store.Users.AddAsync(user, The.Password, Some.Draft(user.Id), Never));
        return user;
    }

    private ValueTask<UserChange> DisableAsync(User user) => Store.Users.SetDisabledAsync(
        user.Id, The.Moment, Some.DraftByOperator(user.Id, EventCatalogue.UserDisabled), Never);

    private ValueTask<UserChange> SetRolesAsync(User user, params string[] roles) => Store.Users.SetRolesAsync(
        user.Id, roles, Some.DraftByOperator(user.Id, EventCatalogue.UserRolesChanged), Never);

    private ValueTask<UserChange> EraseAsync(User user) =>
        Store.Users.EraseAsync(user.Id, Some.DraftByOperator(user.Id, EventCatalogue.UserErased), Never);

    private async Task<UserChange> AddFirstAsync(User user, bool makeLink = true)
    {
        var link = new OneTimeLink(
            Digest.Of("first"u8), LinkPurpose.FirstAdministrator, null, The.Moment + TimeSpan.FromHours(1));
        var told = new EventDraft { At = The.Moment, Kind = EventCatalogue.LinkIssued, Actor = Actor.LocalOperator };
        if (makeLink)
        {
            await Store.Users.AddLinkAsync(link, told, Never);
        }

        var administrator = user with { Roles = [User.AdministratorRole] };
        return await Store.Users.AddFirstAdministratorAsync(
            link.TokenHash, administrator, The.Password, Some.Draft(user.Id), Never);
    }
}
