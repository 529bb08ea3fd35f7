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
        await using var destination = call.Get(_output) is { } path
            ? new FileStream(path, FileMode.CreateNew, FileAccess.Write)
            : Console.OpenStandardOutput();
        var copied = await filter.ThenAsync(query =>
            admin.CopyAsync($"audit/export?{query.TrimStart('&')}", destination, cancellationToken));
        return copied is AdminAnswer<Nothing>.Refused refused ? call.Refuse(refused.Problem) : ExitCode.Ok;
    }
}
