using System.CommandLine;
using Tidelock.Cli.CommandLine;
using Tidelock.Cli.Serving;

namespace Tidelock.Cli.Storage;

/// <summary>Takes steps of the schema back, with the data that only they can hold.</summary>
internal sealed class MigrateDownCommand : CliCommand
{
    private readonly Option<int> _to = new("--to")
    {
        Description = "The number of the last step to keep; 0 takes back all, and with them everything.",
        Required = true,
    };

    private readonly Option<bool> _yes = Confirmation.Option();

    internal MigrateDownCommand()
        : base("down", "Take back steps of the schema and the data only they can hold; no server may run.")
    {
        Options.Add(_to);
        Options.Add(_yes);
        _to.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<int>() < 0)
            {
                given.AddError("--to takes the number of a step.");
            }
        });
    }

    protected override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        if (!Confirmation.IsGiven(call, _yes, $"Take back every step above {call.Get(_to)}, with its data?"))
        {
            return ExitCode.Usage;
        }

        await using var local = await LocalDatabase.OpenAsync(
            call.DataPath, MissingStore.IsRefused, cancellationToken);
        await local.Database.MigrateDownAsync(call.Get(_to), cancellationToken);
        return MigrationTables.Show(call, await local.Database.MigrationsAsync(cancellationToken));
    }
}
