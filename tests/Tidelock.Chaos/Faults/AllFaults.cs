using Tidelock.Chaos.Faults.Logs;

namespace Tidelock.Chaos.Faults;

/// <summary>The faults that there are.</summary>
internal static class AllFaults
{
    internal static IReadOnlyList<Fault> List { get; } = 
    [
        new FullDisk(), new ReadOnlyDisk(), new ClockJumps(), new TornLog(), new KilledCheckpoint(), new KilledBackup(),
        new KilledRestore(),
    ];

    /// <summary>Lets those happen whose name has a word in it.</summary>
    internal static async Task<IReadOnlyList<FaultReport>> RunAsync(
        string word, int rounds, Chance chance, Action<string> tell)
    {
        var reports = new List<FaultReport>();
        foreach (var fault in List.Where(fault => fault.Name.Contains(word, StringComparison.OrdinalIgnoreCase)))
        {
            var report = await fault.MissingAsync() is { } missing
                ? new FaultReport(fault.Name, 0, 0, string.Empty, []) { Skipped = missing }
                : await fault.RunAsync(Effort.Of(rounds), chance.Of(reports.Count));
            tell(report.ToString());
            reports.Add(report);
        }

        return reports;
    }
}
