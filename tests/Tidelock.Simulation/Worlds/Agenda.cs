using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Tidelock.Simulation.Worlds;

/// <summary>
/// The virtual clock and everything that is still to happen. All of a world runs on one thread, in order of time and,
/// at one time, in the order in which it was planned; nobody ever sleeps.
/// </summary>
internal sealed class Agenda(DateTimeOffset start) : TimeProvider
{
    private readonly PriorityQueue<Action, (long At, long Order)> _planned = new();
    private long _now = start.UtcTicks;
    private long _order;
    private Exception? _failure;

    /// <summary>The time in this world.</summary>
    internal DateTimeOffset Now => new(_now, TimeSpan.Zero);

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => Now;

    /// <summary>Awaited, it goes on after <paramref name="time"/>.</summary>
    internal Pause Wait(TimeSpan time) => new(this, time);

    /// <summary>Awaited, it goes on at <paramref name="moment"/>, or now where that is over.</summary>
    internal Pause WaitUntil(DateTimeOffset moment) => new(this, moment - Now);

    /// <summary>Does something after <paramref name="time"/>.</summary>
    internal void Plan(TimeSpan time, Action action) =>
        _planned.Enqueue(action, (_now + Math.Max(0, time.Ticks), _order++));

    /// <summary>Begins something that goes on beside everything else.</summary>
    internal void Begin(Func<Task> process) => _ = RunAsync(process);

    /// <summary>Runs until <paramref name="end"/>, or until nothing is planned any more.</summary>
    internal void RunUntil(DateTimeOffset end)
    {
        while (_planned.TryPeek(out var action, out var priority) && priority.At <= end.UtcTicks)
        {
            _planned.Dequeue();
            _now = priority.At;
            action();
            if (_failure is not null)
            {
                ExceptionDispatchInfo.Throw(_failure);
            }
        }

        _now = end.UtcTicks;
    }

    private async Task RunAsync(Func<Task> process)
    {
        try
        {
            await process();
        }
#pragma warning disable CA1031 // Whatever fails in a world ends the world, and its runner hears of it.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _failure ??= failure;
        }
    }

    /// <summary>A wait on the agenda.</summary>
    internal readonly struct Pause(Agenda agenda, TimeSpan time) : ICriticalNotifyCompletion
    {
        /// <summary>Never: even a wait of no time lets the others go first.</summary>
        public bool IsCompleted => false;

        public Pause GetAwaiter() => this;

        public void GetResult()
        {
            // There is no result, only time that went by.
        }

        public void OnCompleted(Action continuation) => agenda.Plan(time, continuation);

        public void UnsafeOnCompleted(Action continuation) => agenda.Plan(time, continuation);
    }
}
