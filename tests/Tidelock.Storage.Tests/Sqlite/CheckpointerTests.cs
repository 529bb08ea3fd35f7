using Tidelock.Storage.Sqlite.Engine;

namespace Tidelock.Storage.Tests.Sqlite;

/// <summary>On a database of its own that has no schema, with a bound of the log that is soon reached.</summary>
public sealed class CheckpointerTests : IDisposable
{
    private const int MaxLogPages = 300;
    private const string FillSql = "INSERT INTO filling VALUES (randomblob(64 * 1024))";
    private const string CountSql = "SELECT count(*) FROM filling";

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(20);

    private readonly string _directory = Directory.CreateTempSubdirectory("tidelock-log-").FullName;
    private int _flushes;

    private string DatabasePath => Path.Combine(_directory, "tidelock.db");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_database_file_that_could_not_be_flushed_keeps_its_log_and_changes_are_refused()
    {
        var filled = 0;
        using (var readers = new ReaderPool(DatabasePath))
        {
            using var writer = await WriterAsync();
            var connection = Connection.OpenForWriting(DatabasePath);
            using var checkpointer = new Checkpointer(connection, writer, Fail, MaxLogPages);
            using var reader = Held();
            filled = await FillUntilAsync(writer, () => writer.Problem is not null);

            await Assert.ThrowsAsync<StoreUnavailableException>(() => FillAsync(writer));
            Assert.Equal(filled, await readers.ReadAsync(Count, CancellationToken.None));
            Assert.Equal(1, _flushes);
        }

        // Nobody has copied it: the process that comes next has every change in it.
        using var next = Connection.OpenForReading(DatabasePath);
        Assert.True(LogPages() * 4096 > filled * 64 * 1024);
        Assert.Equal(filled, Count(next));
    }

    [Fact]
    public async Task A_flush_of_the_engine_itself_that_fails_keeps_the_log_too()
    {
        var filled = 0;
        FailingSync failing;
        using (var writer = await WriterAsync())
        {
            var connection = Connection.OpenForWriting(DatabasePath);
            await FillAsync(writer);
            failing = FailingSync.On(connection);
            using var checkpointer = new Checkpointer(connection, writer, Flush);
            filled = 1 + await FillUntilAsync(writer, () => writer.Problem is not null);
        }

        // Once: a second flush would succeed on a real disk, although the pages are gone.
        Assert.Equal(1, failing.Calls);
        using var next = Connection.OpenForReading(DatabasePath);
        Assert.True(LogPages() * 4096 > filled * 64 * 1024);
        Assert.Equal(filled, Count(next));
    }

    [Fact]
    public async Task A_writer_whose_copy_could_not_be_flushed_acknowledges_nothing_more()
    {
        var connection = Connection.OpenForWriter(DatabasePath);
        using var writer = await WriterAsync(connection);
        using var other = Connection.OpenForReader(DatabasePath);
        await FillAsync(writer);
        var failing = FailingSync.On(connection);

        writer.RestartLog();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => FillAsync(writer));

        Assert.Equal(1, failing.Calls);
        Assert.True(writer.IsStopped);
        Assert.Equal(1, Count(other));
    }

    [Fact]
    public async Task A_change_whose_commit_failed_may_be_made_and_one_that_failed_before_is_not()
    {
        var connection = Connection.OpenForWriter(DatabasePath);
        using var writer = await WriterAsync(connection);
        await writer.RunAloneAsync(
            scope =>
            {
                scope.Connection.Execute("PRAGMA max_page_count = 2");
                return 0;
            },
            CancellationToken.None);
        var before = await Assert.ThrowsAsync<StoreUnavailableException>(() => FillAsync(writer));
        await writer.RunAloneAsync(
            scope =>
            {
                scope.Connection.Execute("PRAGMA max_page_count = 1000000");
                return 0;
            },
            CancellationToken.None);
        Assert.Null(await writer.ProbeAsync(CancellationToken.None));

        FailingSync.OnLog(connection);
        var within = await Assert.ThrowsAsync<StoreUnavailableException>(() => FillAsync(writer));

        Assert.False(before.MayBeMade);
        Assert.True(within.MayBeMade);
    }

    [Fact]
    public async Task A_log_at_its_bound_is_copied_and_flushed_and_starts_over()
    {
        using var writer = await WriterAsync();
        using var checkpointer = new Checkpointer(Connection.OpenForWriting(DatabasePath), writer, Flush, MaxLogPages);
        using (Held())
        {
            await FillUntilAsync(writer, () => _flushes > 0);
        }

        await FillUntilAsync(writer, () => LogPages() < MaxLogPages / 2);

        Assert.Null(writer.Problem);
    }

    /// <summary>https://www.sqlite.org/wal.html#the_wal_reset_bug: a checkpoint may pass over commits.</summary>
    [Fact]
    public void The_engine_has_the_mend_of_the_log_that_starts_over_during_a_checkpoint()
    {
        using var connection = Connection.OpenForWriting(DatabasePath);
        using var version = connection.PrepareOnce("SELECT sqlite_version()");

        Assert.True(version.Step());
        Assert.True(Version.Parse(version.ReadText()) >= new Version(3, 51, 3));
    }

    [Fact]
    public async Task A_database_that_is_closed_leaves_no_log()
    {
        await using (var store = new SqliteFixture(_directory))
        {
            await store.OpenAsync();
            await store.Database.MigrationsAsync(CancellationToken.None);
        }

        Assert.Equal(["tidelock.db"], Directory.GetFiles(_directory).Select(Path.GetFileName));
    }

    private static long Count(Connection connection)
    {
        using var row = connection.PrepareOnce(CountSql);
        return row.Step() ? row.ReadInt64() : 0;
    }

    private static async Task FillAsync(Writer writer) =>
        await writer.RunAsync(
            scope =>
            {
                scope.Connection.Run(FillSql);
                return 0;
            },
            CancellationToken.None);

    private static async Task<int> FillUntilAsync(Writer writer, Func<bool> isEnough)
    {
        using var longest = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var filled = 0;
        try
        {
            for (; !isEnough(); filled++)
            {
                await FillAsync(writer);
                await Task.Delay(Glance, TimeProvider.System, longest.Token);
            }
        }
        catch (StoreUnavailableException) when (isEnough())
        {
        }

        return filled;
    }

    private bool Flush(Connection connection)
    {
        Interlocked.Increment(ref _flushes);
        return DatabaseSync.Run(connection);
    }

    private bool Fail(Connection connection)
    {
        Interlocked.Increment(ref _flushes);
        return false;
    }

    private Task<Writer> WriterAsync() => WriterAsync(Connection.OpenForWriter(DatabasePath));

    private static async Task<Writer> WriterAsync(Connection connection)
    {
        var writer = new Writer(connection, new SystemRandomSource(), _ => { });
        await writer.RunAloneAsync(
            scope =>
            {
                scope.Connection.Execute("CREATE TABLE filling (text BLOB)");
                return 0;
            },
            CancellationToken.None);
        return writer;
    }

    /// <summary>While it reads, the log can't start over.</summary>
    private Connection Held()
    {
        var reader = Connection.OpenForReading(DatabasePath);
        reader.Execute($"BEGIN; {CountSql};");
        return reader;
    }

    private long LogPages()
    {
        using var connection = Connection.OpenForReading(DatabasePath);
        using var progress = connection.PrepareOnce("PRAGMA wal_checkpoint(NOOP)");
        Assert.True(progress.Step());
        progress.ReadInt64();
        return progress.ReadInt64();
    }
}
