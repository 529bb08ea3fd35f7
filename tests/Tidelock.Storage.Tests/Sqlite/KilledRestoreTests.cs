using Tidelock.Storage.Sqlite;

namespace Tidelock.Storage.Tests.Sqlite;

/// <summary>
/// Kills a process that restores two backups in turn, again and again, at moments that show from outside. The store is
/// always there, sound, and one of the two.
/// </summary>
public sealed class KilledRestoreTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("tidelock-killed-").FullName;

    private static CancellationToken Never => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_killed_restore_leaves_one_store_whole()
    {
        await MakeBackupAsync("anna");
        await MakeBackupAsync("berta");
        await RestoreAsync(_directory, "anna");
        Func<bool>[] moments =
        [
            () => IsThere("*.restoring"), () => IsThere("*.restoring-wal"), () => IsThere("*.restored-*"),
            () => !IsThere("tidelock.db"),
        ];
        foreach (var moment in moments)
        {
            await BusyProcess.KillAsync<KilledRestoreTests>(
                nameof(A_process_that_restores_until_it_is_killed), _directory, moment);

            await AssertWholeAsync();
        }
    }

    [Fact(Explicit = true)]
    public async Task A_process_that_restores_until_it_is_killed()
    {
        for (var turn = 0; ; turn++)
        {
            await RestoreAsync(BusyProcess.Directory, turn % 2 == 0 ? "berta" : "anna");
        }
    }

    private async Task AssertWholeAsync()
    {
        Assert.True(SqliteDatabase.Exists(DatabaseIn(_directory).Path));
        await using var database = await SqliteDatabase.OpenAsync(DatabaseIn(_directory), TimeProvider.System, Never);
        var user = Assert.Single(await database.Users.ListAsync(after: null, 10, Never));
        Assert.Contains(user.Name, (string[])["anna", "berta"]);
        Assert.True((await database.Events.VerifyAsync(new TrustingSigner(), [], Never)).Holds);
        Assert.Null((await database.CheckAsync(Never)).Problem);
        Assert.Empty(Directory.GetFiles(_directory, "*.restored*"));
    }

    private async Task MakeBackupAsync(string name)
    {
        await using var store = new SqliteFixture();
        await store.OpenAsync();
        var user = Some.User(name);
        await store.Users.AddAsync(user, null, Some.Draft(user.Id), Never);
        await store.Events.SealAsync(new TrustingSigner(), The.Moment, 1000, Never);
        await store.Database.BackupAsync(Path.Combine(_directory, $"{name}.backup"), Never);
    }

    private static async Task RestoreAsync(string directory, string name) => Assert.IsType<RestoreResult.Restored>(
        await SqliteRestore.RunAsync(
            new(Path.Combine(directory, $"{name}.backup"), DatabaseIn(directory), UnboundSessions.Keep),
            TimeProvider.System,
            Never));

    private static SqliteOptions DatabaseIn(string directory) =>
        new() { Path = Path.Combine(directory, "tidelock.db") };

    private bool IsThere(string pattern) => Directory.EnumerateFiles(_directory, pattern).Any();
}
