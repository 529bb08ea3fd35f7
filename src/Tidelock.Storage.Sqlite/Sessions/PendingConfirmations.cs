using Tidelock.Sessions;
using Tidelock.Storage.Sqlite.Engine;

namespace Tidelock.Storage.Sqlite.Sessions;

/// <summary>
/// Confirmations that wait for the next commit, at most <see cref="FlushAfter"/>. They are lost in a crash and when
/// there are too many; that delays detection and does nothing else.
/// </summary>
internal sealed class PendingConfirmations : IDisposable
{
    /// <summary>Most sessions whose confirmation waits; all of them are written in one commit.</summary>
    internal const int MaxWaiting = 8192;

    /// <summary>How long one waits when nothing else is committed.</summary>
    internal static readonly TimeSpan FlushAfter = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// The epoch stays: a confirmation of an old generation after a restore must not make a client that is ahead look
    /// like a forger.
    /// </summary>
    private const string ConfirmSql =
        """
        UPDATE sessions SET confirmed_generation = ?1, version = version + 1
        WHERE id = ?2 AND ended_at IS NULL AND generation >= ?1
          AND (confirmed_generation IS NULL OR confirmed_generation < ?1)
        """;

    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private Dictionary<SessionId, int> _waiting = [];
    private Dictionary<SessionId, int> _spare = [];

    /// <summary>With what makes a commit happen.</summary>
    public PendingConfirmations(TimeProvider clock, Action flush) =>
        _timer = clock.CreateTimer(_ => flush(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Puts a confirmation off until the next commit.</summary>
    public void Add(SessionId session, Generation generation)
    {
        lock (_lock)
        {
            var known = _waiting.TryGetValue(session, out var waiting);
            if (!known && _waiting.Count >= MaxWaiting)
            {
                return;
            }

            _waiting[session] = known ? Math.Max(waiting, generation.Value) : generation.Value;
            if (!known && _waiting.Count == 1)
            {
                _timer.Change(FlushAfter, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>Writes those that wait into the open transaction, before its changes, on the writer thread.</summary>
    public void Write(WriteScope scope)
    {
        lock (_lock)
        {
            if (_waiting.Count == 0)
            {
                return;
            }

            (_waiting, _spare) = (_spare, _waiting);
        }

        foreach (var (session, generation) in _spare)
        {
            using var confirm = scope.Connection.Prepare(ConfirmSql).Bind(generation).BindId(session.Value);
            confirm.Run();
        }

        _spare.Clear();
    }

    /// <inheritdoc />
    public void Dispose() => _timer.Dispose();
}
