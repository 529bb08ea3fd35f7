using System.Collections.Concurrent;

namespace Tidelock.Events;

/// <summary>
/// Lets one refusal of each sort and interval into the audit log, so that a loop over one dead token, or over one door
/// that stays shut, can't fill the disk or hold up the writer. Kept in the node's memory; the rest of them is counted
/// in metrics only.
/// </summary>
/// <typeparam name="TKey">What is refused: a session and a kind, an account.</typeparam>
/// <param name="interval">How often at most one sort is told.</param>
public sealed class RefusalThrottle<TKey>(TimeSpan interval)
    where TKey : notnull
{
    /// <summary>Most entries kept; when they are all taken the oldest knowledge is dropped as a whole.</summary>
    private const int Capacity = 20_000;

    private readonly ConcurrentDictionary<TKey, DateTimeOffset> _told = new();

    /// <summary>True when the event is due; it then counts as told.</summary>
    public bool IsDue(TKey refused, DateTimeOffset now)
    {
        // Either way: a clock that was set back must not silence the log until it has caught up.
        if (_told.TryGetValue(refused, out var told) && (now - told).Duration() < interval)
        {
            return false;
        }

        if (_told.Count >= Capacity)
        {
            _told.Clear();
        }

        _told[refused] = now;
        return true;
    }
}
