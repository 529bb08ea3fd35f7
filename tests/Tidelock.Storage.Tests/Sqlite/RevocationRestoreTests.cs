using Tidelock.Events;
using Tidelock.Keys;
using Tidelock.Sessions;
using Tidelock.Storage.Sqlite;
using Tidelock.Users;

namespace Tidelock.Storage.Tests.Sqlite;

/// <summary>A backup goes in place of a database in which things were revoked since.</summary>
public sealed class RevocationRestoreTests : StoreConformance
{
    protected override StoreFixture Make() => new SqliteFixture();

    private SqliteFixture Sqlite => (SqliteFixture)Store;

    private string BackupPath => Path.Combine(Sqlite.Directory, "backup.db");

    [Fact]
    public async Task A_session_that_ended_after_the_backup_stays_ended()
    {
        var ended = await StartAsync("anna");
        var alive = await StartAsync("berta");
        await BackupAsync();
        await Sqlite.TamperAsync(
            $"UPDATE sessions SET ended_at = {The.Moment.UtcTicks}, end_reason = {EndReason.RefreshTokenReuse.Code} "
            + $"WHERE id = x'{ended.Id.Value:X32}'");

        var carried = await RestoreAsync();

        Assert.Equal((1, null), (carried.EndedSessions, carried.Problem));
        var after = await FindAsync(ended);
        Assert.Equal((The.Moment, EndReason.RefreshTokenReuse), (after.EndedAt!.Value, after.EndReason));
        Assert.Null((await FindAsync(alive)).EndedAt);
    }

    [Fact]
    public async Task Keys_go_on_from_where_they_were_and_the_keys_that_open_them_come_along()
    {
        Store.Keys.AddProtectionKey("old", "<old/>");
        var stolen = Some.Key("a");
        await WriteAsync(stolen, Some.Key("b", KeyState.Next));
        await BackupAsync();
        Store.Keys.AddProtectionKey("new", "<new/>");
        var removed = stolen with { State = KeyState.Removed, CompromisedAt = The.Moment, SealedSecret = [] };
        await WriteAsync(removed, Some.Key("b"), Some.Key("c", KeyState.Next));
        var version = await Store.Keys.VersionAsync(Never);

        var carried = await RestoreAsync();

        Assert.Equal(3, carried.Keys);
        var keys = (await Store.Keys.ListAsync(Never)).ToDictionary(key => key.Id);
        Assert.Equal((KeyState.Removed, The.Moment), (keys["a"].State, keys["a"].CompromisedAt!.Value));
        Assert.Empty(keys["a"].SealedSecret);
        Assert.Equal((KeyState.Active, KeyState.Next), (keys["b"].State, keys["c"].State));
        Assert.Equal(["<old/>", "<new/>"], Store.Keys.ReadProtectionKeys());
        Assert.True(await Store.Keys.VersionAsync(Never) > version);
    }

    [Fact]
    public async Task People_stay_disabled_and_erased_and_keep_their_newer_password()
    {
        var (disabled, erased, changed) = (
            await AddUserAsync("anna"), await AddUserAsync("berta"), await AddUserAsync("carla"));
        var session = await StartAsync(Some.Session(disabled.Id));
        await BackupAsync();
        var later = The.Moment.AddMinutes(5).UtcTicks;
        await Sqlite.TamperAsync($"UPDATE users SET disabled_at = {later} WHERE name = 'anna'");
        await Sqlite.TamperAsync(
            $"UPDATE users SET password = 'newer', password_set_at = {later} WHERE name = 'carla'");
        await Store.Users.EraseAsync(erased.Id, Some.DraftByOperator(erased.Id, EventCatalogue.UserErased), Never);

        var carried = await RestoreAsync();

        Assert.Equal((1, 1, 1), (carried.DisabledUsers, carried.ErasedUsers, carried.Passwords));
        Assert.NotNull((await Store.Users.FindAsync(disabled.Id, Never))!.User.DisabledAt);
        Assert.Equal(EndReason.AccountDisabled, (await FindAsync(session)).EndReason);
        Assert.Null(await Store.Users.FindAsync(erased.Id, Never));
        Assert.Equal(later, (await Store.Users.FindAsync(changed.Id, Never))!.User.PasswordSetAt!.Value.UtcTicks);
        Assert.Equal(1, await Store.NumberAsync("SELECT count(*) FROM users WHERE password = 'newer'"));
        await SealAsync();
        Assert.True((await Store.Events.VerifyAsync(The.Signer, [], Never)).Holds);
    }

    [Fact]
    public async Task Who_is_the_last_administrator_of_the_backup_stays_disabled_all_the_same()
    {
        var user = await AddAdministratorAsync("anna");
        await BackupAsync();
        await AddAdministratorAsync("berta");
        await Store.Users.SetDisabledAsync(
            user.Id, The.Moment, Some.DraftByOperator(user.Id, EventCatalogue.UserDisabled), Never);

        Assert.Equal(1, (await RestoreAsync()).DisabledUsers);
        Assert.NotNull((await Store.Users.FindAsync(user.Id, Never))!.User.DisabledAt);
    }

    [Fact]
    public async Task Who_is_the_last_administrator_of_the_backup_stays_erased_all_the_same()
    {
        var user = await AddAdministratorAsync("anna");
        await BackupAsync();
        await AddAdministratorAsync("berta");
        await Store.Users.EraseAsync(user.Id, Some.DraftByOperator(user.Id, EventCatalogue.UserErased), Never);

        Assert.Equal(1, (await RestoreAsync()).ErasedUsers);
        Assert.Null(await Store.Users.FindAsync(user.Id, Never));
    }

    [Fact]
    public async Task No_link_of_a_backup_is_good_again()
    {
        await Sqlite.TamperAsync("INSERT INTO one_time_links VALUES (zeroblob(32), 1, NULL, 9223372036854775807)");
        await BackupAsync();

        await RestoreAsync();

        Assert.Equal(0, await Store.NumberAsync("SELECT count(*) FROM one_time_links"));
    }

    [Fact]
    public async Task A_database_that_cant_be_read_is_told_and_stops_nothing()
    {
        await StartAsync();
        await BackupAsync();
        await Sqlite.CloseAsync();
        await File.WriteAllTextAsync(Sqlite.DatabasePath, "this was a database until the disk broke", Never);

        var carried = await RestoreAsync();

        Assert.Contains("can't be read", carried.Problem);
        Assert.Equal(1, await Store.NumberAsync("SELECT count(*) FROM sessions"));
    }

    [Fact]
    public async Task Another_stores_database_revokes_nothing()
    {
        var session = await StartAsync();
        await BackupAsync();
        await Sqlite.TamperAsync("UPDATE store_meta SET value = zeroblob(16) WHERE name = 'store_id'");
        await Sqlite.TamperAsync("UPDATE sessions SET ended_at = 1, end_reason = 1");

        var carried = await RestoreAsync();

        Assert.Contains("another store", carried.Problem);
        Assert.Null((await FindAsync(session)).EndedAt);
    }

    private async Task<User> AddAdministratorAsync(string name)
    {
        var user = Some.User(name) with { Roles = [User.AdministratorRole] };
        await Store.Users.AddAsync(user, The.Password, Some.Draft(user.Id), Never);
        return user;
    }

    private ValueTask BackupAsync() => Store.Database.BackupAsync(BackupPath, Never);

    private async Task WriteAsync(params KeyRecord[] keys) => Assert.True(
        await Store.Keys.TryWriteAsync(keys, await Store.Keys.VersionAsync(Never), [], Never));

    /// <summary>Restores in place and opens what came of it.</summary>
    private async Task<CarriedOver> RestoreAsync()
    {
        await Sqlite.CloseAsync();
        Store.Clock.Advance(TimeSpan.FromSeconds(1));
        var options = new RestoreOptions(BackupPath, new() { Path = Sqlite.DatabasePath }, UnboundSessions.Keep);
        var restored = Assert.IsType<RestoreResult.Restored>(
            await SqliteRestore.RunAsync(options, Store.Clock, Never));
        await Sqlite.OpenAsync();
        return restored.Carried;
    }
}
