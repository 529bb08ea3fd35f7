using Tidelock.Sessions;
using Tidelock.Storage.Sqlite.Engine;
using Tidelock.Storage.Sqlite.Sessions;
using Tidelock.Users;

namespace Tidelock.Storage.Tests.Sqlite;

public sealed class GrowthTests : StoreConformance
{
    private const int Sessions = 20_000;
    private const int Users = 4000;
    private const int UserAgents = 200;
    private const int MaxBytesPerSession = 400;

    private const string BytesSql =
        """
        SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size
        """;

    protected override StoreFixture Make() => new SqliteFixture();

    [Fact]
    public async Task A_session_takes_at_most_400_bytes_with_its_indexes()
    {
        var users = await AddUsersAsync();
        var before = await ReadBytesAsync();

        foreach (var indexes in Enumerable.Range(0, Sessions).Chunk(2000))
        {
            await Task.WhenAll(indexes.Select(index => StartAsync(Session(users[index % Users].Id, index))));
        }

        var bytes = (await ReadBytesAsync() - before) / (double)Sessions;

        TestContext.Current.TestOutputHelper?.WriteLine($"{bytes:F1} bytes per session");
        Assert.InRange(bytes, 100, MaxBytesPerSession);
    }

    [Fact]
    public async Task Refreshing_adds_no_rows_and_does_not_grow_the_sessions()
    {
        var session = await StartAsync();
        var first = await Store.Sessions.TryRotateAsync(Some.Newest(session), The.Policy, null, Never);
        session = first!.Session;
        var before = await ReadBytesAsync();
        var events = (await EventsAsync()).Count;

        for (var next = session; next.RefreshCount < session.RefreshCount + 300;)
        {
            var grant = await Store.Sessions.TryRotateAsync(Some.Newest(next), The.Policy, null, Never);
            next = grant!.Session;
        }

        Assert.Equal(before, await ReadBytesAsync());
        Assert.Equal(1, await Store.NumberAsync("SELECT count(*) FROM sessions"));
        Assert.Equal(events, (await EventsAsync()).Count);
    }

    [Fact]
    public async Task A_refresh_touches_no_index()
    {
        var writer = ((SqliteFixture)Store).Open.Writer;
        var steps = await writer.RunAloneAsync(scope => StepsOf(scope.Connection, SessionWrites.UpdateSql), Never);
        var ending = await writer.RunAloneAsync(
            scope => StepsOf(scope.Connection, "UPDATE sessions SET ended_at = ? WHERE number = ?"), Never);

        Assert.Contains("Insert", steps);
        Assert.DoesNotContain(steps, step => step.StartsWith("Idx", StringComparison.Ordinal));
        Assert.Contains("IdxInsert", ending);
    }

    [Fact]
    public async Task The_database_file_is_flushed_through_the_engines_own_handle()
    {
        await StartAsync();
        using var connection = Connection.OpenForWriting(((SqliteFixture)Store).DatabasePath);
        connection.Execute("PRAGMA wal_checkpoint(PASSIVE)");

        var length = new FileInfo(((SqliteFixture)Store).DatabasePath).Length;

        Assert.True(DatabaseSync.Run(connection));

        Assert.Equal(length, new FileInfo(((SqliteFixture)Store).DatabasePath).Length);
        using var check = connection.PrepareOnce("PRAGMA quick_check");
        Assert.True(check.Step());
        Assert.Equal("ok", check.ReadText());
    }

    private static List<string> StepsOf(Connection connection, string sql)
    {
        var steps = new List<string>();
        using var plan = connection.PrepareOnce($"EXPLAIN {sql}");
        while (plan.Step())
        {
            plan.ReadInt64();
            steps.Add(plan.ReadText());
        }

        return steps;
    }

    private async Task<long> ReadBytesAsync() => await Store.NumberAsync(BytesSql);

    private async Task<User[]> AddUsersAsync() =>
        await Task.WhenAll(Enumerable.Range(0, Users).Select(index => AddUserAsync($"user-{index}")));

    /// <summary>Bound, remembered, with a user agent of usual length: what the default settings give.</summary>
    private static Session Session(UserId user, int index) => Some.BoundSession(user) with
    {
        Remembered = true,
        UserAgent = $"Mozilla/5.0 (X11; Linux x86_64; rv:{index % UserAgents}.0) Gecko/20100101 Firefox/140.0",
        Address = $"203.0.{index % 250}.{index % 199}",
        RotatedNetwork = new(3_405_803_783 + index),
        AnsweredNetwork = new(3_405_803_783 + index),
        RefreshCount = 1000 + index,
        Generation = new(1000 + index),
        Confirmed = new(1000 + index),
        LastProof = new(new UInt128((ulong)index * 7919, ulong.MaxValue - (ulong)index)),
    };
}
