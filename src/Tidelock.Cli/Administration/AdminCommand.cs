using Tidelock.Cli.CommandLine;

namespace Tidelock.Cli.Administration;

/// <summary>
/// A command that asks the administration endpoints: those of the server that runs on the data directory, or of one
/// started for this command alone.
/// </summary>
internal abstract class AdminCommand(string name, string description) : CliCommand(name, description)
{
    protected sealed override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        await using var connection = await AdminConnection.OpenAsync(call, cancellationToken);
        return await RunAsync(connection.Client, call, cancellationToken);
    }

    protected abstract Task<ExitCode> RunAsync(
        AdminClient admin, Invocation call, CancellationToken cancellationToken);
}
