using System.Collections.Concurrent;
using Tidelock.Events;

namespace Tidelock.Sessions;

/// <summary>
/// Lets one refusal per session, kind and interval into the audit log, so that a loop over one dead token can't
/// fill the disk or hold up the writer. Kept in the node's memory; the rest of them is counted in metrics only.
/// </summary>
internal sealed class RefusalThrottle(TimeSpan interval)
{
    /// <summary>Most entries kept; when they are all taken the oldest knowledge is dropped as a whole.</summary>
    private const int Capacity = 20_000;

    private readonly ConcurrentDictionary<(SessionId, EventKind), DateTimeOffset> _told = new();

    /// <summary>True when the event is due; it then counts as told.</summary>
    internal bool IsDue(SessionId session, EventKind kind, DateTimeOffset now)
    {
        // Either way: a clock that was set back must not silence the log until it has caught up.
        if (_told.TryGetValue((session, kind), out var told) && (now - told).Duration() < interval)
        {
            return false;
        }

        if (_told.Count >= Capacity)
        {
            _told.Clear();
        }

        _told[(session, kind)] = now;
        return true;
    }
}
