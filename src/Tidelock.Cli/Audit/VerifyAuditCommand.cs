using System.CommandLine;
using Spectre.Console;
using Spectre.Console.Rendering;
using Tidelock.Cli.Administration;
using Tidelock.Cli.CommandLine;
using Tidelock.Server;
using Tidelock.Server.Administration.Audit;
using Tidelock.Server.Events;

namespace Tidelock.Cli.Audit;

/// <summary>Walks the chains of the audit log and names the first break of each.</summary>
internal sealed class VerifyAuditCommand : AdminCommand
{
    private readonly Option<string?> _heads = new("--heads")
    {
        Description = "Heads kept elsewhere: a copy of audit-heads.jsonl, or what `audit verify --json` printed.",
        HelpName = "FILE",
    };

    internal VerifyAuditCommand()
        : base("verify", "Walk the chains of the audit log; exit code 6 when one is broken.") => Options.Add(_heads);

    protected override async Task<ExitCode> RunAsync(
        AdminClient admin, Invocation call, CancellationToken cancellationToken)
    {
        var request = new VerifyRequest { Heads = call.Get(_heads) is { } path ? ReadHeads(path) : null };
        var verdict = await admin.PostAsync<VerdictView>("audit/verify", request, cancellationToken);
        var code = call.Show(verdict, Tell);
        return verdict is AdminAnswer<VerdictView>.Given { Value.Holds: false } ? ExitCode.Unsound : code;
    }

    private static IReadOnlyList<HeadView> ReadHeads(string path)
    {
        if (!File.Exists(path))
        {
            throw new IOException($"there is no file {path}.");
        }

        var heads = KeptHeads.Read(path).All;
        return heads.Count > 0
            ? [.. heads.Select(HeadText.Write)]
            : throw new IOException(
                $"{path} is neither a copy of {DataDirectory.HeadsName} nor what `audit verify --json` prints.");
    }

    private static IRenderable Tell(VerdictView verdict)
    {
        var counts = $"{verdict.EventsChecked} events checked, {verdict.Waiting} wait for their seal, "
            + $"{verdict.Erased} of erased people.";
        var lines = verdict.Holds
            ? [$"The audit log holds. {counts}"]
            : verdict.Breaks.Select(Tell).Prepend($"The audit log is BROKEN. {counts}");
        return new Rows(lines.Select(line => new Text(line)));
    }

    private static string Tell(BreakView found) =>
        $"{found.Chain} breaks at link {found.Link} ({found.Kind}): {found.Explanation}";
}
