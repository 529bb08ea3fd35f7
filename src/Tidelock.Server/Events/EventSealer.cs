using Tidelock.Events;
using Tidelock.Keys;
using Tidelock.Storage;

namespace Tidelock.Server.Events;

/// <summary>
/// Gives events their final positions: once a second, in batches of at most 1000. There is one node on an embedded
/// store, so this one always holds the role.
/// </summary>
internal sealed class EventSealer(
    IEventStore events, KeyRingKeeper keys, EventFeed feed, HeadFile heads, TimeProvider clock,
    ILogger<EventSealer> logger) : BackgroundService
{
    /// <summary>Most events in one batch.</summary>
    internal const int BatchLimit = 1000;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastSealLimit = TimeSpan.FromSeconds(5);

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);

        // The host's patience may be spent on slow connections by now; the last seal has a bound of its own, and what
        // misses it is sealed at the next start.
        using var bound = new CancellationTokenSource(LastSealLimit, clock);
        try
        {
            await SealAsync(bound.Token);
            await heads.WriteAsync(bound.Token);
        }
        catch (OperationCanceledException)
        {
            EventsLog.SealingFailed(logger, "The last events wait for the next start.");
        }
    }

    /// <summary>Seals everything that waits.</summary>
    internal async Task SealAsync(CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<ChainHead> sealedHeads;
            do
            {
                sealedHeads = await events.SealAsync(keys.Current, clock.GetUtcNow(), BatchLimit, cancellationToken);
                heads.Keep(sealedHeads);
                if (sealedHeads.Count > 0)
                {
                    feed.Wake();
                }
            }
            while (sealedHeads.Sum(head => head.LastLink - head.FirstLink + 1) >= BatchLimit);
        }
        catch (StoreUnavailableException unavailable)
        {
            EventsLog.SealingFailed(logger, unavailable.Message);
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await SealAsync(stoppingToken);
                await heads.WriteIfDueAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The last batch is sealed by StopAsync.
        }
    }
}

/// <summary>What the events side writes to the log.</summary>
internal static partial class EventsLog
{
    [LoggerMessage(1201, LogLevel.Warning, "Events could not be sealed; they wait for the next time: {Problem}")]
    internal static partial void SealingFailed(ILogger logger, string problem);

    [LoggerMessage(1202, LogLevel.Warning, "The heads of the audit log could not be written to {Path}: {Problem}")]
    internal static partial void HeadsNotWritten(ILogger logger, string path, string problem);

    [LoggerMessage(1203, LogLevel.Warning, "Old rows could not be swept; the next time will: {Problem}")]
    internal static partial void SweepFailed(ILogger logger, string problem);

    [LoggerMessage(1204, LogLevel.Information, "Removed {Count} events of class {Retention} after their time.")]
    internal static partial void Cut(ILogger logger, long count, RetentionClass retention);

    [LoggerMessage(1205, LogLevel.Warning, "The heads of the audit log could not be read from {Path}: {Problem}")]
    internal static partial void HeadsNotRead(ILogger logger, string path, string problem);

    [LoggerMessage(1206, LogLevel.Warning,
        "The database is older than audit-heads.jsonl: chain {Chain} ends at link {Stored}, and link {Known} was "
        + "sealed before. An older copy was put in its place; clients that are ahead of it are followed.")]
    internal static partial void RolledBack(ILogger logger, string chain, long stored, long known);
}
