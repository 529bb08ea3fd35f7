using System.Collections.Concurrent;

namespace Tidelock.Server.Passwords;

/// <summary>
/// Hashes that wait, and the threads that compute them, a few and of low priority. What has waited for long is taken by
/// a thread more, of ordinary priority: on a server that is busy for minutes the others may get no processor at all,
/// and people still have to be able to sign in.
/// </summary>
internal sealed class PasswordQueue : IDisposable
{
    /// <summary>How long a hash waits before the thread of ordinary priority takes it.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly ConcurrentQueue<Waiting> _waiting = new();
    private readonly BlockingCollection<Waiting> _work;
    private readonly ManualResetEventSlim _stop = new();
    private readonly TimeProvider _clock;
    private readonly Thread[] _threads;

    /// <summary>Starts the threads.</summary>
    /// <param name="threads">How many of low priority.</param>
    /// <param name="longest">Most hashes that wait.</param>
    /// <param name="clock">Tells how long one has waited.</param>
    internal PasswordQueue(int threads, int longest, TimeProvider clock)
    {
        _work = new(_waiting, longest);
        _clock = clock;
        _threads =
        [
            .. Enumerable.Range(0, threads).Select(number => Start(WorkWhenIdle, $"passwords {number}")),
            Start(TakeWhatWaitedLong, "passwords late"),
        ];
    }

    /// <summary>Adds one; false when too many wait.</summary>
    internal bool TryAdd(Action work) =>
        !_work.IsAddingCompleted && _work.TryAdd(new(work, _clock.GetTimestamp()));

    /// <summary>Computes what waits, and stops.</summary>
    public void Dispose()
    {
        _work.CompleteAdding();
        _stop.Set();
        foreach (var thread in _threads)
        {
            thread.Join();
        }

        _work.Dispose();
        _stop.Dispose();
    }

    private static Thread Start(ThreadStart run, string name)
    {
        var thread = new Thread(run) { IsBackground = true, Name = name };
        thread.Start();
        return thread;
    }

    private void WorkWhenIdle()
    {
        LowPriority.Enter();
        foreach (var next in _work.GetConsumingEnumerable())
        {
            next.Work();
        }
    }

    private void TakeWhatWaitedLong()
    {
        while (!_stop.Wait(Look))
        {
            while (_waiting.TryPeek(out var oldest) && _clock.GetElapsedTime(oldest.Since) > Patience
                && _work.TryTake(out var next))
            {
                next.Work();
            }
        }
    }

    private readonly record struct Waiting(Action Work, long Since);
}
