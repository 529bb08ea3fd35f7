using System.CommandLine;
using Tidelock.Cli.Administration;
using Tidelock.Cli.CommandLine;
using Tidelock.Server.Administration.Backup;

namespace Tidelock.Cli.Storage;

/// <summary>Writes a consistent copy of the database, also while a server works on it.</summary>
internal sealed class BackupCommand : AdminCommand
{
    private readonly Argument<string> _file = new("FILE") { Description = "The file to write; it must not exist yet." };

    internal BackupCommand()
        : base("backup", "Write a copy of the database, also while the server runs. The master key is not in it.") =>
        Arguments.Add(_file);

    protected override async Task<ExitCode> RunAsync(
        AdminClient admin, Invocation call, CancellationToken cancellationToken)
    {
        var request = new BackupRequest { Path = Path.GetFullPath(call.Get(_file)) };
        var made = await admin.PostAsync<BackupView>("backup", request, cancellationToken);
        return call.Say(
            made, backup => $"Wrote {backup.Path} ({backup.SizeBytes} bytes). Keep the master key apart from it.");
    }
}
