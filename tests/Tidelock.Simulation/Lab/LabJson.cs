using System.Text.Json;

namespace Tidelock.Simulation.Lab;

/// <summary>Every figure of the lab, for programs.</summary>
internal static class LabJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    internal static string Write(LabResult result) => JsonSerializer.Serialize(
        new
        {
            result.Size,
            TookSeconds = result.Took.TotalSeconds,
            Honest = result.Honest.Select(found => new
            {
                World = found.Circumstances.Name,
                Policy = found.Policy.Name,
                found.Tally.Worlds,
                found.Tally.Refreshes,
                found.Tally.SignOuts,
                found.Tally.SignOutsPerThousand,
                found.Tally.Reasons,
            }),
            Thieves = result.Thefts.Select(found => new
            {
                Tactic = found.Theft.Tactic.ToString(),
                Loot = found.Theft.Loot.ToString(),
                Network = found.Theft.SameNetwork ? "same" : "other",
                Policy = found.Policy.Name,
                found.Tally.Worlds,
                found.Tally.StoppedShare,
                found.Tally.UndisturbedShare,
                ApiMinutesMedian = found.Tally.ApiMinutes(0.5),
                ApiMinutesP95 = found.Tally.ApiMinutes(0.95),
                found.Tally.Reasons,
            }),
        },
        Options);
}
