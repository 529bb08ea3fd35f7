using System.CommandLine;
using Tidelock.Cli.CommandLine;

namespace Tidelock.Cli.Storage;

/// <summary>Puts a backup in place of the database.</summary>
internal sealed class RestoreCommand : CliCommand
{
    internal RestoreCommand()
        : base("restore", "Put a backup in place of the database; no server may run.")
    {
    }

    protected override Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken) =>
        Task.FromResult(ExitCode.Failed);
}
