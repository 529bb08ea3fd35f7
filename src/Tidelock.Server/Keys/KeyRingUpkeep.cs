using Tidelock.Keys;
using Tidelock.Storage;

namespace Tidelock.Server.Keys;

/// <summary>Loads the key ring before the first request, and keeps it current.</summary>
internal sealed class KeyRingUpkeep(KeyRingKeeper keeper, TimeProvider clock, ILogger<KeyRingUpkeep> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>Rotations have an hour of notice.</summary>
    private static readonly TimeSpan RotationInterval = TimeSpan.FromMinutes(5);

    /// <inheritdoc />
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await keeper.LoadAsync(cancellationToken);
        await keeper.RotateDueAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        var rotatedAt = clock.GetTimestamp();
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                var rotationIsDue = clock.GetElapsedTime(rotatedAt) >= RotationInterval;
                rotatedAt = rotationIsDue ? clock.GetTimestamp() : rotatedAt;
                await RoundAsync(rotationIsDue, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The ring in the store is whole at any moment.
        }
    }

    private async Task RoundAsync(bool rotationIsDue, CancellationToken cancellationToken)
    {
        try
        {
            if (await keeper.ReloadIfChangedAsync(cancellationToken))
            {
                KeysLog.Reloaded(logger, keeper.Current.Version);
            }

            if (rotationIsDue)
            {
                await keeper.RotateDueAsync(cancellationToken);
            }
        }
        catch (StoreUnavailableException unavailable)
        {
            KeysLog.RoundFailed(logger, unavailable.Message);
        }
    }
}

/// <summary>What the keys side writes to the log.</summary>
internal static partial class KeysLog
{
    [LoggerMessage(1101, LogLevel.Information, "The key ring has changed; version {Version} is in use.")]
    internal static partial void Reloaded(ILogger logger, long version);

    [LoggerMessage(1102, LogLevel.Warning, "The key ring could not be kept current; the next time will: {Problem}")]
    internal static partial void RoundFailed(ILogger logger, string problem);
}
