using System.CommandLine;
using Tidelock.Cli.Administration;
using Tidelock.Cli.CommandLine;

namespace Tidelock.Cli.Audit;

/// <summary>Writes the audit log as lines of JSON.</summary>
internal sealed class ExportEventsCommand : AdminCommand
{
    private readonly EventFilter _filter = new();

    private readonly Option<string?> _output = new("--output")
    {
        Description = "The file to write; it must not exist yet. Otherwise standard output.",
        HelpName = "FILE",
    };

    internal ExportEventsCommand()
        : base("export", "Write the audit log as lines of JSON, oldest first.")
    {
        _filter.AddTo(this);
        Options.Add(_output);
    }

    protected override async Task<ExitCode> RunAsync(
        AdminClient admin, Invocation call, CancellationToken cancellationToken)
    {
        var filter = await _filter.QueryAsync(admin, call, cancellationToken);
        var copied = await filter.ThenAsync(query =>
            CopyAsync(admin, $"audit/export?{query.TrimStart('&')}", call.Get(_output), cancellationToken));
        return copied is AdminAnswer<Nothing>.Refused refused ? call.Refuse(refused.Problem) : ExitCode.Ok;
    }

    /// <summary>Addresses and names stand in it.</summary>
    private static FileStreamOptions OwnerOnly()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    private static async Task<AdminAnswer<Nothing>> CopyAsync(
        AdminClient admin, string query, string? path, CancellationToken cancellationToken)
    {
        if (path is null)
        {
            await using var output = Console.OpenStandardOutput();
            return await admin.CopyAsync(query, output, cancellationToken);
        }

        var isWhole = false;
        await using var file = new FileStream(path, OwnerOnly());
        try
        {
            var copied = await admin.CopyAsync(query, file, cancellationToken);
            await file.FlushAsync(cancellationToken);
            isWhole = copied is AdminAnswer<Nothing>.Given;
            return copied;
        }
        finally
        {
            if (!isWhole)
            {
                File.Delete(path);
            }
        }
    }
}
