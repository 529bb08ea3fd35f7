using System.Runtime.CompilerServices;

namespace Tidelock.Simulation.Worlds;

/// <summary>Something that happens again and again, and can be waited for.</summary>
internal sealed class Signal(Agenda agenda)
{
    private List<Action> _waiting = [];

    /// <summary>Awaited, it goes on at the next time.</summary>
    internal Next Again => new(this);

    /// <summary>It happens now.</summary>
    internal void Raise()
    {
        if (_waiting.Count == 0)
        {
            return;
        }

        var woken = _waiting;
        _waiting = [];
        foreach (var continuation in woken)
        {
            agenda.Plan(TimeSpan.Zero, continuation);
        }
    }

    /// <summary>A wait for the next time.</summary>
    internal readonly struct Next(Signal signal) : ICriticalNotifyCompletion
    {
        public bool IsCompleted => false;

        public Next GetAwaiter() => this;

        public void GetResult()
        {
            // There is no result, only the news.
        }

        public void OnCompleted(Action continuation) => signal._waiting.Add(continuation);

        public void UnsafeOnCompleted(Action continuation) => signal._waiting.Add(continuation);
    }
}
