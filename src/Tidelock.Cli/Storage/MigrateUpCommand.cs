using Tidelock.Cli.CommandLine;
using Tidelock.Cli.Serving;

namespace Tidelock.Cli.Storage;

/// <summary>Applies the steps that are pending. A server does the same at its start.</summary>
internal sealed class MigrateUpCommand()
    : CliCommand("up", "Apply pending steps of the schema (a server does so at its start); no server may run.")
{
    protected override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        await using var local = await LocalDatabase.OpenAsync(
            call.DataPath, MissingStore.IsMade, cancellationToken);
        await local.Database.MigrateUpAsync(TimeProvider.System.GetUtcNow(), cancellationToken);
        return MigrationTables.Show(call, await local.Database.MigrationsAsync(cancellationToken));
    }
}
