using System.Reflection;
using Tidelock.Server.Configuration;
using Tidelock.Server.Http.OpenApi;
using Tidelock.Storage;

namespace Tidelock.Server.Administration.Status;

/// <summary>Tells what runs, on what.</summary>
internal static class StatusEndpoint
{
    private static readonly string Version =
        typeof(StatusEndpoint).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion;

    internal static void MapStatus(this RouteGroupBuilder admin) => admin.MapGet("/status", TellAsync)
        .Named("getStatus", "What runs, on what.")
        .Answers<StatusView>();

    private static async Task<IResult> TellAsync(
        Policies policies, IDatabase database, StartTime started, CancellationToken cancellationToken)
    {
        var health = await database.CheckAsync(cancellationToken);
        var steps = await database.MigrationsAsync(cancellationToken);
        return AdminJson.Ok(new StatusView(
            Version,
            started.At,
            policies.Address.Origin,
            database.Epoch,
            health.SizeBytes,
            [.. steps.Select(MigrationView.Of)]));
    }
}

/// <summary>When this server started.</summary>
internal sealed record StartTime(DateTimeOffset At);
