using Tidelock.Sessions;

namespace Tidelock.Simulation.Memory;

/// <summary>The roll-ups of refreshes by minute, in memory.</summary>
internal sealed class MemoryMinutes
{
    private const int MaxMinutes = 24 * 60;

    private readonly Dictionary<long, long> _rotations = [];
    private readonly Dictionary<long, long[]> _latencies = [];

    /// <summary>What a database would keep it in: one row a minute with rotations, one a minute and class.</summary>
    internal long Rows => _rotations.Count + _latencies.Values.Sum(RowsOf);

    /// <summary>Counts one rotation.</summary>
    internal void Count(DateTimeOffset at)
    {
        var minute = NumberOf(at);
        _rotations[minute] = _rotations.GetValueOrDefault(minute) + 1;
    }

    /// <summary>Counts the time of one answer.</summary>
    internal void RecordLatency(DateTimeOffset answeredAt, TimeSpan took)
    {
        var minute = NumberOf(answeredAt);
        if (!_latencies.TryGetValue(minute, out var classes))
        {
            _latencies.Add(minute, classes = new long[LatencyScale.Count]);
        }

        classes[LatencyScale.ClassOf(took)]++;
    }

    /// <summary>The minutes from <paramref name="from"/> on that had rotations.</summary>
    internal IReadOnlyList<RefreshMinute> Read(DateTimeOffset from) =>
    [
        .. _rotations.Where(minute => minute.Key >= NumberOf(from)).OrderBy(minute => minute.Key).Take(MaxMinutes)
            .Select(minute => new RefreshMinute(
                new(minute.Key * TimeSpan.TicksPerMinute, TimeSpan.Zero), minute.Value,
                _latencies.GetValueOrDefault(minute.Key) ?? new long[LatencyScale.Count])),
    ];

    /// <summary>Deletes what is of minutes before <paramref name="before"/>.</summary>
    /// <returns>How many <see cref="Rows"/> went.</returns>
    internal long Cut(DateTimeOffset before)
    {
        var rows = Rows;
        foreach (var minute in _rotations.Keys.Union(_latencies.Keys).Where(one => one < NumberOf(before)).ToList())
        {
            _rotations.Remove(minute);
            _latencies.Remove(minute);
        }

        return rows - Rows;
    }

    private static long RowsOf(long[] classes) => classes.Count(answers => answers > 0);

    private static long NumberOf(DateTimeOffset time) => time.UtcTicks / TimeSpan.TicksPerMinute;
}
