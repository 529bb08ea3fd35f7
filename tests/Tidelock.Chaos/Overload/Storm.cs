using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace Tidelock.Chaos.Overload;

/// <summary>
/// Requests that come at their rate whether or not the ones before were answered, as those of many clients do, from
/// several addresses. When all connections wait for an answer, a request that is due is not sent, and counted.
/// </summary>
internal sealed class Storm : IDisposable
{
    private const int Addresses = 16;
    private const int FirstAddress = 11;
    private const int RefreshesPerSignIn = 4;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LastAnswers = TimeSpan.FromSeconds(30);

    private readonly ConcurrentStack<Caller> _idle = new();
    private readonly ConcurrentStack<Caller> _idleForSignIn = new();
    private readonly List<Caller> _all = [];
    private readonly Tokens _tokens;
    private readonly IReadOnlyList<byte[]> _signIns;
    private int _under;
    private long _nextSignIn;

    /// <summary>With so many connections for refreshes, and as many as one in four of them for sign-ins.</summary>
    internal Storm(Uri url, int connections, Tokens tokens, IReadOnlyList<byte[]> signIns)
    {
        (_tokens, _signIns) = (tokens, signIns);
        for (var number = 0; number < connections + (connections / RefreshesPerSignIn); number++)
        {
            _all.Add(new(url, new IPAddress([127, 0, 0, (byte)(FirstAddress + (number % Addresses))])));
        }

        _idle.PushRange([.. _all.Take(connections)]);
        _idleForSignIn.PushRange([.. _all.Skip(connections)]);
    }

    /// <summary>Sends so many requests a second for a while; waits for what is under way then.</summary>
    internal async Task<(Outcome Refreshes, Outcome SignIns)> RunAsync(
        double refreshes, double signIns, TimeSpan time)
    {
        var (renewed, signedIn) = (new Outcome(), new Outcome());
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) is var passed && passed < time)
        {
            Send(renewed, passed.TotalSeconds * refreshes, StartRefresh);
            Send(signedIn, passed.TotalSeconds * signIns, StartSignIn);
            await Task.Delay(Tick, TimeProvider.System);
        }

        using var limit = new CancellationTokenSource(LastAnswers, TimeProvider.System);
        while (Volatile.Read(ref _under) > 0 && !limit.IsCancellationRequested)
        {
            await Task.Delay(Tick, TimeProvider.System);
        }

        return (renewed, signedIn);
    }

    public void Dispose() => _all.ForEach(caller => caller.Dispose());

    private static void Send(Outcome outcome, double due, Func<Outcome, bool> start)
    {
        var canSend = true;
        while (outcome.Offered < due)
        {
            outcome.Offer();
            canSend = canSend && start(outcome);
        }
    }

    private bool StartRefresh(Outcome outcome)
    {
        if (!_idle.TryPop(out var caller))
        {
            return false;
        }

        if (_tokens.Take() is not { } index)
        {
            _idle.Push(caller);
            return false;
        }

        _ = CountAsync(caller.RefreshAsync(_tokens, index, outcome), () =>
        {
            _tokens.Free(index);
            _idle.Push(caller);
        });
        return true;
    }

    private bool StartSignIn(Outcome outcome)
    {
        if (!_idleForSignIn.TryPop(out var caller))
        {
            return false;
        }

        var body = _signIns[(int)(Interlocked.Increment(ref _nextSignIn) % _signIns.Count)];
        _ = CountAsync(caller.SignInAsync(body, outcome), () => _idleForSignIn.Push(caller));
        return true;
    }

    private async Task CountAsync(Task asking, Action giveBack)
    {
        Interlocked.Increment(ref _under);
        try
        {
            await asking;
        }
        finally
        {
            giveBack();
            Interlocked.Decrement(ref _under);
        }
    }
}
