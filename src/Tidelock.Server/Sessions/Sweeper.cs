using Tidelock.Events;
using Tidelock.Server.Events;
using Tidelock.Sessions;
using Tidelock.Storage;

namespace Tidelock.Server.Sessions;

/// <summary>
/// Ends sessions that expired, and removes rows, events and roll-ups whose time is over, a few at a time.
/// </summary>
internal sealed class Sweeper(
    ISessionStore sessions, IEventStore events, EventPolicy policy, TimeProvider clock, ILogger<Sweeper> logger)
    : BackgroundService
{
    /// <summary>Most rows in one transaction.</summary>
    private const int Limit = 500;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan CutInterval = TimeSpan.FromHours(1);

    private long? _cutAt;

    /// <summary>One round.</summary>
    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        try
        {
            while (await sessions.SweepAsync(now, now - policy.KeepEndedSessions, Limit, cancellationToken) == Limit)
            {
                await Task.Yield();
            }

            if (_cutAt is not { } cutAt || clock.GetElapsedTime(cutAt) >= CutInterval)
            {
                _cutAt = clock.GetTimestamp();
                await CutAsync(RetentionClass.Audit, policy.KeepAudit, now, cancellationToken);
                await CutAsync(RetentionClass.Activity, policy.KeepActivity, now, cancellationToken);
                await sessions.CutAsync(now - policy.KeepActivity, Limit, cancellationToken);
            }
        }
        catch (StoreUnavailableException unavailable)
        {
            EventsLog.SweepFailed(logger, unavailable.Message);
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
                await SweepAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Nothing is left half done: each round is a transaction of its own.
        }
    }

    private async Task CutAsync(
        RetentionClass retention, TimeSpan keep, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var removed = await events.CutAsync(retention, now - keep, now, cancellationToken);
        if (removed > 0)
        {
            EventsLog.Cut(logger, removed, retention);
        }
    }
}
