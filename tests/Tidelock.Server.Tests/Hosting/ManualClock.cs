namespace Tidelock.Server.Tests.Hosting;

/// <summary>A clock that stands still until it is told to move. Timers run in real time.</summary>
internal sealed class ManualClock : TimeProvider
{
    private long _ticks = The.Moment.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    internal void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
