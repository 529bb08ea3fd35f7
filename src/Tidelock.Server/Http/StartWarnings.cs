using Tidelock.Server.Events;

namespace Tidelock.Server.Http;

/// <summary>Says at start what an operator should know about the configuration.</summary>
internal sealed class StartWarnings(PublicAddress address, EventPolicy events, ILogger<StartWarnings> logger)
    : IHostedService
{
    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!address.IsHttps)
        {
            HttpLog.InsecureLoopback(logger, address.Origin);
        }

        if (!events.Audit)
        {
            HttpLog.NoAuditLog(logger);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
