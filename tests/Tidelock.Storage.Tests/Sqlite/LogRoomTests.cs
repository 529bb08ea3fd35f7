using Tidelock.Storage.Sqlite.Engine;
using Tidelock.Storage.Sqlite.Sessions;

namespace Tidelock.Storage.Tests.Sqlite;

public sealed class LogRoomTests : StoreConformance
{
    private const int PageLength = 4096;
    private const int FillLength = 1 << 20;

    private string DatabasePath => ((SqliteFixture)Store).DatabasePath;

    private long LogLength => new FileInfo(DatabasePath + "-wal").Length;

    protected override StoreFixture Make() => new SqliteFixture();

    [Fact]
    public async Task A_log_has_room_with_its_first_change_and_its_zeros_are_passed_over()
    {
        var session = await StartAsync();
        Assert.InRange(LogLength, LogRoom.Step + LogRoom.Ahead, LogRoom.Step + LogRoom.Ahead + FillLength);
        var copy = Directory.CreateTempSubdirectory("tidelock-log-");
        try
        {
            // As a crash leaves them.
            var copied = Path.Combine(copy.FullName, "tidelock.db");
            File.Copy(DatabasePath, copied);
            File.Copy(DatabasePath + "-wal", copied + "-wal");
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
        for (var (pages, length) = (0L, 0L); pages * PageLength < 3 * LogRoom.Step; length = LogLength)
        {
            await FillAsync();
            pages = LogPages();

            Assert.True(length == 0 || length >= pages * PageLength, $"{pages} pages in {length} bytes");
            Assert.InRange(LogLength - (pages * PageLength), LogRoom.Ahead - FillLength, LogRoom.Ahead + LogRoom.Step);
        }
    }

    [Fact]
    public async Task A_log_that_starts_over_keeps_its_room()
    {
        using (Reader())
        {
            while (LogPages() * PageLength < 2 * LogRoom.Step)
            {
                await FillAsync();
            }
        }

        var length = LogLength;
        while (LogPages() * PageLength > LogRoom.Step)
        {
            await FillAsync();
        }

        Assert.Equal(length, LogLength);
        using var connection = Connection.OpenForReading(DatabasePath);
        using var check = connection.PrepareOnce("PRAGMA quick_check");
        Assert.True(check.Step());
        Assert.Equal("ok", check.ReadText());
    }

    /// <summary>While it reads, the log can't start over.</summary>
    private Connection Reader()
    {
        var reader = Connection.OpenForReading(DatabasePath);
        reader.Execute("BEGIN; SELECT count(*) FROM users;");
        return reader;
    }

    private async Task FillAsync() =>
        await ((SqliteFixture)Store).Open.Writer.RunAsync(
            scope =>
            {
                scope.Connection.Execute(
                    "INSERT INTO trial_writes (filler) VALUES (randomblob(256 * 1024)); DELETE FROM trial_writes;");
                return 0;
            },
            Never);

    private long LogPages()
    {
        using var connection = Connection.OpenForWriting(DatabasePath);
        using var progress = connection.PrepareOnce("PRAGMA wal_checkpoint(PASSIVE)");
        Assert.True(progress.Step());
        progress.ReadInt64();
        return progress.ReadInt64();
    }
}
