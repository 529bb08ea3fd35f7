using Tidelock.Sessions;
using Tidelock.Storage.Sqlite.Engine;

namespace Tidelock.Storage.Sqlite.Sessions;

/// <summary>
/// Times of answers, counted by minute and class, that are written with a commit about once a second: with each one
/// they would cost more than what is committed. They are lost in a crash.
/// </summary>
internal sealed class PendingLatencies : IDisposable
{
    /// <summary>Most minutes that wait; a store that can't write for longer loses the rest.</summary>
    internal const int MaxMinutes = 60;

    /// <summary>How long they wait.</summary>
    internal static readonly TimeSpan FlushAfter = TimeSpan.FromSeconds(1);

    private const string CountSql =
        """
        INSERT INTO refresh_latencies (minute, class, answers) VALUES (?, ?, ?)
        ON CONFLICT (minute, class) DO UPDATE SET answers = answers + excluded.answers
        """;

    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private Dictionary<long, long[]> _waiting = [];
    private bool _isDue;

    /// <summary>With what makes a commit happen.</summary>
    public PendingLatencies(TimeProvider clock, Action flush) =>
        _timer = clock.CreateTimer(
            _ =>
            {
                BeDue();
                flush();
            },
            null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Counts one answer.</summary>
    public void Add(DateTimeOffset answeredAt, TimeSpan took)
    {
        var minute = answeredAt.UtcTicks / TimeSpan.TicksPerMinute;
        lock (_lock)
        {
            if (!_waiting.TryGetValue(minute, out var classes))
            {
                if (_waiting.Count >= MaxMinutes)
                {
                    return;
                }

                classes = new long[LatencyScale.Count];
                _waiting.Add(minute, classes);
                _timer.Change(FlushAfter, Timeout.InfiniteTimeSpan);
            }

            classes[LatencyScale.ClassOf(took)]++;
        }
    }

    /// <summary>The next commit writes them.</summary>
    public void BeDue()
    {
        lock (_lock)
        {
            _isDue = true;
        }
    }

    /// <summary>Writes those that wait into the open transaction if they are due, on the writer thread.</summary>
    public void Write(WriteScope scope)
    {
        Dictionary<long, long[]> written;
        lock (_lock)
        {
            if (!_isDue)
            {
                return;
            }

            (written, _waiting, _isDue) = (_waiting, [], false);
        }

        foreach (var (minute, classes) in written)
        {
            for (var index = 0; index < classes.Length; index++)
            {
                if (classes[index] > 0)
                {
                    using var count = scope.Connection.Prepare(CountSql).Bind(minute).Bind(index).Bind(classes[index]);
                    count.Run();
                }
            }
        }
    }

    /// <inheritdoc />
    public void Dispose() => _timer.Dispose();
}
