using Tidelock.Storage.Sqlite;
using Tidelock.Storage.Sqlite.Engine;
using Tidelock.Storage.Sqlite.Restoring;

namespace Tidelock.Storage.Tests.Sqlite;

/// <summary>
/// A restore that ends in the middle, by a crash or a power cut. Whoever opens the store next has the old one with all
/// that belongs to it, or the restored one with nothing of the old.
/// </summary>
public sealed class CutRestoreTests : IDisposable
{
    private const string Old = "old";
    private const string New = "new";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tidelock-cut-");

    private SqliteOptions _database = null!;

    private static CancellationToken Never => TestContext.Current.CancellationToken;

    private string Heads => _database.Companions[0];

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData(Old)]
    [InlineData(null)]
    public async Task After_a_cut_at_any_step_the_store_is_whole_and_one_of_the_two(string? before)
    {
        var outcomes = new List<string?>();
        for (var (taken, steps) = (0, 1); taken <= steps; taken++)
        {
            var exchange = await CutAsync(taken, before);
            steps = exchange.Steps().Count;

            outcomes.Add(await OpenAndReadAsync());
            AssertWhole(exchange, outcomes[^1], before);
        }

        Assert.Equal(before, outcomes[0]);
        Assert.Equal(New, outcomes[^1]);
        Assert.Equal([before, New], outcomes.Where((one, index) => index == 0 || outcomes[index - 1] != one));
    }

    [Theory]
    [InlineData(Old)]
    [InlineData(null)]
    public async Task After_a_cut_at_any_step_another_restore_does_it(string? before)
    {
        var backup = Path.Combine(_directory.FullName, "backup.db");
        await MakeAsync(backup, "newest");
        for (var (taken, steps) = (0, 1); taken <= steps; taken++)
        {
            steps = (await CutAsync(taken, before)).Steps().Count;

            var restored = await SqliteRestore.RunAsync(
                new(backup, _database, UnboundSessions.Keep), new ManualClock(The.Moment.AddDays(1)), Never);

            Assert.IsType<RestoreResult.Restored>(restored);
            Assert.Equal("newest", await OpenAndReadAsync());
            Assert.DoesNotContain(Names(), name => name.Contains("restor", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_cut_while_the_copy_is_made_leaves_the_old_store_and_what_is_left_spoils_no_later_copy()
    {
        await CutAsync(0, Old);
        var making = Directory.GetFiles(_directory.FullName, "*.restoring", SearchOption.AllDirectories).Single();
        await LeaveLogOfAsync(making, "half");

        Assert.Equal(Old, await OpenAndReadAsync());
        var exchange = Exchange.Begin(_database, The.Moment);

        Assert.Equal(["heads", "tidelock.db"], Names());
        Assert.Equal(making, exchange.Making);
    }

    /// <summary>A new directory in which a restore took so many of its steps.</summary>
    private async Task<Exchange> CutAsync(int taken, string? before)
    {
        var directory = _directory.CreateSubdirectory($"{taken}-{before ?? "nothing"}").FullName;
        _database = new()
        {
            Path = Path.Combine(directory, "tidelock.db"), Companions = [Path.Combine(directory, "heads")],
        };
        await File.WriteAllTextAsync(Heads, Old, Never);
        if (before is not null)
        {
            await MakeAsync(_database.Path, "first");
            await LeaveLogOfAsync(_database.Path, before);
        }

        var exchange = Exchange.Begin(_database, The.Moment);
        await MakeAsync(exchange.Making, New);
        OnlineBackup.FoldLog(exchange.Making);
        foreach (var step in exchange.Steps().Take(taken))
        {
            step();
        }

        return exchange;
    }

    private void AssertWhole(Exchange exchange, string? outcome, string? before)
    {
        Assert.DoesNotContain(Names(), name => name.Contains(".restored", StringComparison.Ordinal));
        Assert.Equal(outcome != New, File.Exists(Heads));
        if (outcome == New)
        {
            Assert.Equal(Old, File.ReadAllText($"{Heads}{exchange.Aside[_database.Path.Length..]}"));
        }

        if (outcome == New && before is not null)
        {
            Assert.Equal(before, Read(exchange.Aside));
        }
    }

    private string[] Names() => [.. Directory.GetFiles(Path.GetDirectoryName(_database.Path)!)
        .Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private async Task<string?> OpenAndReadAsync()
    {
        var isThere = SqliteDatabase.Exists(_database.Path);
        await using (await SqliteDatabase.OpenAsync(_database, TimeProvider.System, Never))
        {
        }

        return isThere ? Read(_database.Path) : null;
    }

    /// <summary>The last mark of a database, which must be sound.</summary>
    private static string Read(string path)
    {
        using var connection = Connection.OpenForReading(path);
        using var check = connection.PrepareOnce("PRAGMA quick_check");
        Assert.True(check.Step());
        Assert.Equal("ok", check.ReadText());
        using var mark = connection.PrepareOnce("SELECT text FROM user_agents ORDER BY number DESC LIMIT 1");
        Assert.True(mark.Step());
        return mark.ReadText();
    }

    private async Task MakeAsync(string path, string mark)
    {
        var made = Path.Combine(_directory.FullName, $"{mark}.made");
        if (!File.Exists(made))
        {
            var options = new SqliteOptions { Path = made };
            await using (var database = await SqliteDatabase.OpenAsync(options, TimeProvider.System, Never))
            {
                await database.MigrateUpAsync(The.Moment, Never);
            }

            using var connection = Connection.OpenForWriting(made);
            connection.Execute($"INSERT INTO user_agents (text) VALUES ('{mark}')");
        }

        File.Copy(made, path);
    }

    /// <summary>A process died: its last commit stands in the log only.</summary>
    private static async Task LeaveLogOfAsync(string path, string mark)
    {
        var (database, log) = (await File.ReadAllBytesAsync(path, Never), Array.Empty<byte>());
        using (var connection = Connection.OpenForWriting(path))
        {
            connection.Execute($"INSERT INTO user_agents (text) VALUES ('{mark}')");
            log = await File.ReadAllBytesAsync(path + "-wal", Never);
        }

        await File.WriteAllBytesAsync(path, database, Never);
        await File.WriteAllBytesAsync(path + "-wal", log, Never);
    }
}
