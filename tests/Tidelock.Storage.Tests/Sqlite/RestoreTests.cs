using Tidelock.Events;
using Tidelock.Sessions;
using Tidelock.Storage.Sqlite;

namespace Tidelock.Storage.Tests.Sqlite;

public sealed class RestoreTests : StoreConformance
{
    protected override StoreFixture Make() => new SqliteFixture();

    private SqliteFixture Sqlite => (SqliteFixture)Store;

    private string BackupPath => Path.Combine(Sqlite.Directory, "backup.db");

    private string RestoredPath => Path.Combine(Sqlite.Directory, "restored", "tidelock.db");

    [Fact]
    public async Task A_backup_is_one_file_that_only_its_owner_reads()
    {
        await StartAsync();

        await Store.Database.BackupAsync(BackupPath, Never);

        var files = Directory.GetFiles(Sqlite.Directory, "backup*");
        Assert.Equal([BackupPath], files);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(BackupPath));
        }
    }

    [Fact]
    public async Task A_backup_never_replaces_a_file()
    {
        await File.WriteAllTextAsync(BackupPath, "precious", Never);

        await Assert.ThrowsAsync<IOException>(() => Store.Database.BackupAsync(BackupPath, Never).AsTask());

        Assert.Equal("precious", await File.ReadAllTextAsync(BackupPath, Never));
    }

    [Fact]
    public async Task What_a_backup_that_was_killed_left_goes_with_the_next_to_that_name()
    {
        foreach (var left in new[] { ".partial", ".partial-journal", ".partial-wal", ".partial-shm" })
        {
            await File.WriteAllTextAsync(BackupPath + left, "half of a copy", Never);
        }

        await Store.Database.BackupAsync(BackupPath, Never);

        Assert.Equal([BackupPath], Directory.GetFiles(Sqlite.Directory, "backup*"));
        Assert.IsType<RestoreResult.Restored>(await RestoreAsync(UnboundSessions.Keep));
    }

    [Fact]
    public async Task A_backup_under_load_is_consistent_and_restores_with_a_raised_epoch()
    {
        var session = await StartAsync();
        await SealAsync();
        var loadEnds = new CancellationTokenSource();
        var load = Task.Run(() => RotateUntil(session, loadEnds.Token), Never);

        await Store.Database.BackupAsync(BackupPath, Never);
        await loadEnds.CancelAsync();
        await load;

        var restored = Assert.IsType<RestoreResult.Restored>(await RestoreAsync(UnboundSessions.Keep));
        Assert.Equal((2, 0, null), (restored.Epoch, restored.EndedSessions, restored.SetAside));
        await using var database = await SqliteDatabase.OpenAsync(
            new() { Path = RestoredPath }, Store.Clock, Never);
        Assert.Equal(2, database.Epoch);
        Assert.True((await database.Events.VerifyAsync(The.Signer, [], Never)).Holds);
        var kept = await database.Sessions.FindAsync(session.Id, Never);
        Assert.Equal((1, session.Handle), (kept!.Epoch, kept.Handle));
    }

    [Fact]
    public async Task A_client_that_is_ahead_of_the_restored_store_is_followed()
    {
        var session = await StartAsync();
        await Store.Database.BackupAsync(BackupPath, Never);
        await RestoreAsync(UnboundSessions.Keep);
        await using var database = await SqliteDatabase.OpenAsync(
            new() { Path = RestoredPath }, Store.Clock, Never);
        var ahead = Some.Newest(session) with { Generation = new(session.Generation.Value + 3) };

        var decided = await database.Sessions.DecideAsync(
            session.Handle, (row, epoch) => new(Rotation.Decide(row, ahead, epoch, The.Policy), []), Never);

        var rotate = Assert.IsType<RefreshDecision.Rotate>(decided!.Decision);
        Assert.Equal(RotationNotes.CaughtUp, rotate.Notes);
        var after = decided.Grant.Session;
        Assert.Equal((session.Generation.Value + 4, 2), (after.Generation.Value, after.Epoch));
    }

    [Fact]
    public async Task Unbound_sessions_end_when_the_operator_wants_it()
    {
        var user = await AddUserAsync();
        var unbound = await StartAsync(Some.Session(user.Id));
        var bound = await StartAsync(Some.BoundSession(user.Id));
        await Store.Database.BackupAsync(BackupPath, Never);

        var restored = Assert.IsType<RestoreResult.Restored>(await RestoreAsync(UnboundSessions.End));

        Assert.Equal(1, restored.EndedSessions);
        await using var database = await SqliteDatabase.OpenAsync(
            new() { Path = RestoredPath }, Store.Clock, Never);
        Assert.Equal(
            EndReason.EndedByRestore, (await database.Sessions.FindAsync(unbound.Id, Never))!.EndReason);
        Assert.Null((await database.Sessions.FindAsync(bound.Id, Never))!.EndReason);
        await database.Events.SealAsync(The.Signer, The.Moment, 1000, Never);
        var told = await database.Events.ReadAsync(
            new() { Kinds = [EventCatalogue.SessionEnded, EventCatalogue.StoreRestored] }, Never);
        Assert.Equal(["session.ended", "store.restored"], told.Select(one => one.Draft.Kind.Name));
    }

    [Fact]
    public async Task The_database_that_was_there_is_set_aside_and_its_epoch_never_comes_again()
    {
        await StartAsync();
        await Store.Database.BackupAsync(BackupPath, Never);
        await RestoreAsync(UnboundSessions.Keep);
        await RestoreAsync(UnboundSessions.Keep);

        var third = Assert.IsType<RestoreResult.Restored>(await RestoreAsync(UnboundSessions.Keep));

        Assert.Equal(4, third.Epoch);
        Assert.True(File.Exists(third.SetAside));
    }

    [Theory]
    [InlineData("nothing there", false)]
    [InlineData("this is no database, only text that is long enough to be looked at", true)]
    public async Task What_is_no_backup_changes_nothing(string text, bool isThere)
    {
        if (isThere)
        {
            await File.WriteAllTextAsync(BackupPath, text, Never);
        }

        Assert.IsType<RestoreResult.Unusable>(await RestoreAsync(UnboundSessions.Keep));

        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(RestoredPath)!));
    }

    private Task<RestoreResult> RestoreAsync(UnboundSessions unbound)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(RestoredPath)!);
        Store.Clock.Advance(TimeSpan.FromSeconds(1));
        return SqliteRestore.RunAsync(new(BackupPath, new() { Path = RestoredPath }, unbound), Store.Clock, Never);
    }

    private async Task RotateUntil(Session session, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            var grant = await Store.Sessions.TryRotateAsync(
                Some.Newest(session), The.Policy, null, CancellationToken.None);
            session = grant!.Session;
        }
    }
}
