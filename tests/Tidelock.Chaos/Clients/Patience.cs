namespace Tidelock.Chaos.Clients;

/// <summary>
/// How clients wait after an answer, and whether the answer said for how long. A node that can't serve has to say when
/// to come again.
/// </summary>
internal sealed class Patience(Ledger ledger)
{
    /// <summary>Nobody waits for longer here.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>After an answer that did not come.</summary>
    private static readonly TimeSpan AfterNone = TimeSpan.FromMilliseconds(20);

    private long _unavailable;

    /// <summary>How many requests the node refused for the moment.</summary>
    internal long Unavailable => Interlocked.Read(ref _unavailable);

    internal async Task AfterAsync(Reply? reply, CancellationToken stop)
    {
        if (reply is null)
        {
            await PauseAsync(AfterNone, stop);
        }
        else if (reply.IsUnavailable)
        {
            Interlocked.Increment(ref _unavailable);
            if (reply.RetryAfter is null)
            {
                ledger.Break(Promise.EveryAnswerHelps, $"{reply} has no Retry-After.");
            }

            var asked = reply.RetryAfter ?? Longest;
            await PauseAsync(asked < Longest ? asked : Longest, stop);
        }
        else if (reply.Status >= 500)
        {
            ledger.Break(Promise.EveryAnswerHelps, $"A request was answered with {reply}.");
            await PauseAsync(AfterNone, stop);
        }
    }

    private static async Task PauseAsync(TimeSpan time, CancellationToken stop)
    {
        try
        {
            await Task.Delay(time, TimeProvider.System, stop);
        }
        catch (OperationCanceledException)
        {
        }
    }
}
