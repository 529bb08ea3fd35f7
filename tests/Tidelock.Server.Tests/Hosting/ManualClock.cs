using System.Collections.Concurrent;

namespace Tidelock.Server.Tests.Hosting;

/// <summary>
/// A clock that stands still until it is told to move. Timers run in real time, and can be rung early.
/// </summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly ConcurrentDictionary<Alarm, TimeSpan> _alarms = new();
    private long _ticks = The.Moment.UtcTicks;
    private long _setBy;

    /// <summary>Timers of this length never run out by themselves: a slow machine must not decide a test.</summary>
    internal TimeSpan? RungByHand { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() =>
        new(Interlocked.Read(ref _ticks) + Interlocked.Read(ref _setBy), TimeSpan.Zero);

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var runsFor = dueTime == RungByHand ? Timeout.InfiniteTimeSpan : dueTime;
        var alarm = new Alarm(this, () => callback(state), base.CreateTimer(callback, state, runsFor, period));
        _alarms[alarm] = dueTime;
        return alarm;
    }

    internal void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    /// <summary>Sets the time of day forward or back; no time passes by that.</summary>
    internal void Set(TimeSpan by) => Interlocked.Add(ref _setBy, by.Ticks);

    /// <summary>How many wait for this long right now.</summary>
    internal int WaitingFor(TimeSpan dueTime) => _alarms.Count(alarm => alarm.Value == dueTime);

    /// <summary>Ends every wait of this length.</summary>
    internal void Ring(TimeSpan dueTime)
    {
        foreach (var (alarm, _) in _alarms.Where(alarm => alarm.Value == dueTime))
        {
            alarm.Ring();
        }
    }

    private sealed class Alarm(ManualClock clock, Action ring, ITimer inner) : ITimer
    {
        internal void Ring() => ring();

        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(dueTime, period);

        public void Dispose()
        {
            clock._alarms.TryRemove(this, out _);
            inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            clock._alarms.TryRemove(this, out _);
            return inner.DisposeAsync();
        }
    }
}
