using Tidelock.Cli.Administration;
using Tidelock.Cli.CommandLine;
using Tidelock.Cli.Serving;
using Tidelock.Server.Administration.Status;

namespace Tidelock.Cli.Storage;

/// <summary>
/// Shows the steps of the schema. A server that starts applies them all, so this command never starts one: it asks
/// the server that runs, or looks at the database itself.
/// </summary>
internal sealed class MigrateStatusCommand() : CliCommand("status", "Show which steps of the schema are applied.")
{
    protected override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        if (await AdminConnection.FindServerAsync(call.DataPath, cancellationToken) is { } running)
        {
            await using var connection = running;
            var status = await connection.Client.GetAsync<StatusView>("status", cancellationToken);
            var steps = await status.ThenAsync(value =>
                Task.FromResult<AdminAnswer<MigrationList>>(
                    new AdminAnswer<MigrationList>.Given(new(value.Migrations))));
            return call.Show(steps, MigrationTables.Of);
        }

        await using var local = await LocalDatabase.OpenAsync(
            call.DataPath, MissingStore.IsRefused, cancellationToken);
        return MigrationTables.Show(call, await local.Database.MigrationsAsync(cancellationToken));
    }
}
