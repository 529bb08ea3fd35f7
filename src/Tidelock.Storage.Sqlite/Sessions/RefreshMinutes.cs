using Tidelock.Sessions;
using Tidelock.Storage.Sqlite.Engine;

namespace Tidelock.Storage.Sqlite.Sessions;

/// <summary>Reads the roll-up of refreshes by minute, and deletes what is old of it.</summary>
internal static class RefreshMinutes
{
    private const int MaxMinutes = 24 * 60;

    private const string MinutesSql =
        "SELECT minute, refreshes FROM refresh_minutes WHERE minute >= ? ORDER BY minute LIMIT ?";

    private const string ClassesSql = "SELECT class, answers FROM refresh_latencies WHERE minute = ?";

    private const string DeleteMinutesSql =
        """
        DELETE FROM refresh_minutes
        WHERE minute IN (SELECT minute FROM refresh_minutes WHERE minute < ? ORDER BY minute LIMIT ?)
        """;

    private const string DeleteClassesSql =
        """
        DELETE FROM refresh_latencies WHERE (minute, class) IN (
            SELECT minute, class FROM refresh_latencies WHERE minute < ? ORDER BY minute, class LIMIT ?)
        """;

    /// <summary>The minutes from <paramref name="from"/> on.</summary>
    public static IReadOnlyList<RefreshMinute> Read(Connection connection, DateTimeOffset from)
    {
        var found = new List<RefreshMinute>();
        using var minutes = connection.Prepare(MinutesSql)
            .Bind(NumberOf(from)).Bind(MaxMinutes);
        while (minutes.Step())
        {
            var minute = minutes.ReadInt64();
            var rotations = minutes.ReadInt64();
            var start = new DateTimeOffset(minute * TimeSpan.TicksPerMinute, TimeSpan.Zero);
            found.Add(new(start, rotations, Classes(connection, minute)));
        }

        return found;
    }

    /// <summary>Deletes minutes before <paramref name="before"/>, at most so many rows of each table.</summary>
    /// <returns>How many rows went.</returns>
    public static int Delete(Connection connection, DateTimeOffset before, int limit) =>
        Delete(connection, DeleteMinutesSql, before, limit) + Delete(connection, DeleteClassesSql, before, limit);

    private static int Delete(Connection connection, string sql, DateTimeOffset before, int limit)
    {
        using var delete = connection.Prepare(sql).Bind(NumberOf(before)).Bind(limit);
        return delete.Run();
    }

    private static long NumberOf(DateTimeOffset moment) => moment.UtcTicks / TimeSpan.TicksPerMinute;

    private static long[] Classes(Connection connection, long minute)
    {
        var counts = new long[LatencyScale.Count];
        using var classes = connection.Prepare(ClassesSql).Bind(minute);
        while (classes.Step())
        {
            var index = classes.ReadInt64();
            counts[index] = classes.ReadInt64();
        }

        return counts;
    }
}
