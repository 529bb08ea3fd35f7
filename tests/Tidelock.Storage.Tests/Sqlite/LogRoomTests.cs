using System.Diagnostics;
using System.Globalization;
using Tidelock.Sessions;
using Tidelock.Storage.Sqlite.Engine;
using Tidelock.Storage.Sqlite.Sessions;

namespace Tidelock.Storage.Tests.Sqlite;

public sealed class LogRoomTests : StoreConformance
{
    private const int PageBytes = 4096;
    private const int BlockBytes = 512;
    private const int FillBytes = 1 << 20;

    private string DatabasePath => ((SqliteFixture)Store).DatabasePath;

    private long LogLength => new FileInfo(DatabasePath + "-wal").Length;

    private Writer Writer => ((SqliteFixture)Store).Open.Writer;

    protected override StoreFixture Make() => new SqliteFixture();

    [Fact]
    public async Task A_log_has_room_before_the_first_change_is_written()
    {
        var seen = await Writer.RunAsync(_ => LogLength, Never);

        Assert.InRange(seen, LogRoom.Step + LogRoom.Ahead, LogRoom.Step + LogRoom.Ahead + FillBytes);
    }

    [Fact]
    public async Task Room_is_made_of_blocks_that_are_written_and_not_of_holes()
    {
        await StartAsync();

        Assert.True(await AllocatedAsync(DatabasePath + "-wal") >= LogLength);
    }

    [Fact]
    public async Task Zeros_are_passed_over_by_the_process_that_comes_after_a_crash()
    {
        // While it reads, nothing newer reaches the database file: what is found stands in the log.
        using var reader = Reader();
        var session = await StartAsync();
        var copy = Directory.CreateTempSubdirectory("tidelock-log-");
        try
        {
            // By another process: closing a file of ours would let go of the engine's locks.
            var copied = Path.Combine(copy.FullName, "tidelock.db");
            await RunAsync("cp", DatabasePath, copied);
            await RunAsync("cp", DatabasePath + "-wal", copied + "-wal");
            using var connection = Connection.OpenForWriting(copied);

            Assert.Equal(session, SessionReads.Find(connection, session.Id));
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Each_change_finds_room_ahead_however_long_the_log()
    {
        using var reader = Reader();
        await FillAsync();
        for (var pages = LogPages(); pages * PageBytes < 4 * LogRoom.Step; pages = LogPages())
        {
            var ahead = LogLength - (pages * (PageBytes + 24));
            var found = await FillAsync();

            Assert.InRange(ahead, LogRoom.Ahead - FillBytes, LogRoom.Ahead + LogRoom.AheadForChange + LogRoom.Step);
            Assert.True(found - (pages * (PageBytes + 24)) >= LogRoom.Ahead);
        }
    }

    [Fact]
    public async Task Many_changes_at_once_find_more_room()
    {
        using var gate = new ManualResetEventSlim();
        var held = Writer.RunAloneAsync(_ => WaitFor(gate), Never).AsTask();
        var all = Enumerable.Range(0, WriteQueue.MaxBatch).Select(_ => FillAsync()).ToList();
        gate.Set();
        await held;

        // The first of them sees what was made for all.
        Assert.True(await all[0] >= LogRoom.Ahead + (WriteQueue.MaxBatch * LogRoom.AheadForChange));
        await Task.WhenAll(all);
    }

    [Fact]
    public async Task A_log_that_starts_over_keeps_its_room()
    {
        using (Reader())
        {
            while (LogPages() * PageBytes < 2 * LogRoom.Step)
            {
                await FillAsync();
            }
        }

        var length = LogLength;
        while (LogPages() * PageBytes > LogRoom.Step)
        {
            Writer.RestartLog();
            await FillAsync();
        }

        Assert.Equal(length, LogLength);
        using var connection = Connection.OpenForReading(DatabasePath);
        using var check = connection.PrepareOnce("PRAGMA quick_check");
        Assert.True(check.Step());
        Assert.Equal("ok", check.ReadText());
    }

    [Fact]
    public async Task Room_that_can_not_be_made_durable_is_given_back_and_told()
    {
        await StartAsync();
        using var connection = Connection.OpenForWriting(DatabasePath);
        var room = new LogRoom(connection, _ => throw new InvalidTimeZoneException("It refuses."));
        var before = LogLength;

        connection.Execute("BEGIN IMMEDIATE");
        room.Make(WriteQueue.MaxBatch);
        connection.Execute("ROLLBACK");

        Assert.Equal("It refuses.", room.Missing);
        Assert.Equal(before, LogLength);
    }

    [Fact]
    public async Task A_log_that_a_killed_process_left_is_known_by_its_end_and_made_durable_once_more()
    {
        using var reader = Reader();
        while (LogPages() * PageBytes < LogRoom.Step)
        {
            await FillAsync();
        }

        var flushed = 0;
        using var next = Connection.OpenForWriting(DatabasePath);
        var room = new LogRoom(next, _ => flushed++);
        next.Execute("BEGIN IMMEDIATE");
        room.Make(1);
        next.Execute("ROLLBACK");

        Assert.Equal(1, flushed);
        Assert.Null(room.Missing);
        Assert.True(LogLength >= (LogPages() * PageBytes) + LogRoom.Ahead + LogRoom.Step);
    }

    /// <summary>While it reads, the log can't start over.</summary>
    private Connection Reader()
    {
        var reader = Connection.OpenForReading(DatabasePath);
        reader.Execute("BEGIN; SELECT count(*) FROM users;");
        return reader;
    }

    /// <summary>Writes a quarter of a megabyte twice, and tells how long the log was meanwhile.</summary>
    private async Task<long> FillAsync() => await Writer.RunAsync(
        scope =>
        {
            var length = LogLength;
            scope.Connection.Execute(
                "INSERT INTO trial_writes (filler) VALUES (randomblob(256 * 1024)); DELETE FROM trial_writes;");
            return length;
        },
        Never);

    private static int WaitFor(ManualResetEventSlim gate)
    {
        gate.Wait(TimeSpan.FromSeconds(30));
        return 0;
    }

    private long LogPages()
    {
        using var connection = Connection.OpenForReading(DatabasePath);
        using var progress = connection.PrepareOnce("PRAGMA wal_checkpoint(NOOP)");
        Assert.True(progress.Step());
        progress.ReadInt64();
        return progress.ReadInt64();
    }

    private static async Task<long> AllocatedAsync(string path) =>
        BlockBytes * long.Parse(await RunAsync("stat", "-c", "%b", path), CultureInfo.InvariantCulture);

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var output = await process.StandardOutput.ReadToEndAsync(Never);
        await process.WaitForExitAsync(Never);
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
