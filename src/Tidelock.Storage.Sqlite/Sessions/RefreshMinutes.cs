using Tidelock.Sessions;
using Tidelock.Storage.Sqlite.Engine;

namespace Tidelock.Storage.Sqlite.Sessions;

/// <summary>Reads the roll-up of refreshes by minute.</summary>
internal static class RefreshMinutes
{
    private const int MaxMinutes = 24 * 60;

    private const string MinutesSql =
        "SELECT minute, refreshes FROM refresh_minutes WHERE minute >= ? ORDER BY minute LIMIT ?";

    private const string ClassesSql = "SELECT class, answers FROM refresh_latencies WHERE minute = ?";

    /// <summary>The minutes from <paramref name="from"/> on.</summary>
    public static IReadOnlyList<RefreshMinute> Read(Connection connection, DateTimeOffset from)
    {
        var found = new List<RefreshMinute>();
        using var minutes = connection.Prepare(MinutesSql)
            .Bind(from.UtcTicks / TimeSpan.TicksPerMinute).Bind(MaxMinutes);
        while (minutes.Step())
        {
            var minute = minutes.ReadInt64();
            var rotations = minutes.ReadInt64();
            var start = new DateTimeOffset(minute * TimeSpan.TicksPerMinute, TimeSpan.Zero);
            found.Add(new(start, rotations, Classes(connection, minute)));
        }

        return found;
    }

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
