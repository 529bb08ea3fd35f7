namespace Tidelock.Storage.Sqlite.Engine;

/// <summary>Counts the refreshes of one commit by minute, so that the roll-up costs one write per commit.</summary>
internal sealed class RefreshTally
{
    private const string RaiseSql =
        """
        INSERT INTO refresh_minutes (minute, refreshes) VALUES (?, ?)
        ON CONFLICT (minute) DO UPDATE SET refreshes = refreshes + excluded.refreshes
        """;

    private readonly Dictionary<long, int> _counts = [];

    /// <summary>Counts one refresh. Called last in a change: a change that fails must not be counted.</summary>
    public void Count(DateTimeOffset at)
    {
        var minute = at.UtcTicks / TimeSpan.TicksPerMinute;
        _counts[minute] = _counts.GetValueOrDefault(minute) + 1;
    }

    /// <summary>Writes the counts into the open transaction.</summary>
    public void Write(Connection connection)
    {
        foreach (var (minute, count) in _counts)
        {
            using var raise = connection.Prepare(RaiseSql).Bind(minute).Bind(count);
            raise.Run();
        }

        _counts.Clear();
    }

    /// <summary>Forgets the counts of a transaction that was rolled back.</summary>
    public void Forget() => _counts.Clear();
}
