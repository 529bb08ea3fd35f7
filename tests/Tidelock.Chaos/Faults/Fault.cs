using Tidelock.Chaos.Stages;

namespace Tidelock.Chaos.Faults;

/// <summary>Something that goes wrong around a node, and what the node has to do then.</summary>
internal abstract class Fault
{
    /// <summary>What goes wrong, in a few words.</summary>
    internal abstract string Name { get; }

    /// <summary>What this machine lacks for it; null when it lacks nothing.</summary>
    internal virtual Task<string?> MissingAsync() => Task.FromResult<string?>(null);

    /// <summary>Lets it happen so many times, to one node.</summary>
    internal abstract Task<FaultReport> RunAsync(Effort effort, Chance chance);
}

/// <summary>What came of a fault.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rounds">How often it happened.</param>
/// <param name="Acknowledged">Requests that were acknowledged meanwhile.</param>
/// <param name="Finding">What was measured, in a few words.</param>
/// <param name="Stories">Promises that were broken.</param>
internal sealed record FaultReport(
    string Name, int Rounds, long Acknowledged, string Finding, IReadOnlyList<string> Stories)
{
    /// <summary>Why it did not happen; null when it did.</summary>
    public string? Skipped { get; init; }

    /// <summary>Every promise was kept.</summary>
    public bool Holds => Stories.Count == 0;

    internal static FaultReport Of(Fault fault, int rounds, Stage stage, string finding) => new(
        fault.Name, rounds, stage.Crowd.Acknowledged, finding,
        [.. stage.Crowd.Ledger.Broken.Select(broken => broken.ToString())]);

    public override string ToString() => string.Join(
        "\n    ",
        [
            Skipped is null
                ? $"{Name,-28} {(Holds ? "holds" : "BROKEN")}, {Rounds} rounds, "
                    + $"{Acknowledged:N0} acknowledged; {Finding}"
                : $"{Name,-28} skipped: {Skipped}",
            .. Stories,
        ]);
}
