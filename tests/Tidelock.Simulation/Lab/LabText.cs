using System.Globalization;
using System.Text;
using Tidelock.Simulation.Worlds;

namespace Tidelock.Simulation.Lab;

/// <summary>The lab's findings as Markdown tables, good for a terminal and for a page.</summary>
internal static class LabText
{
    private const string None = "–";

    internal static string Write(LabResult result)
    {
        var text = new StringBuilder();
        var (size, took) = (result.Size, result.Took);
        text.AppendLine(Invariant(
            $"{size.Seeds} honest worlds of {size.Days} days, {size.ThiefSeeds} of each theft: {took:m\\:ss} min."));
        text.AppendLine().AppendLine("Honest people signed out, for each 1000 refreshes:").AppendLine();
        Header(text, "world");
        foreach (var kind in result.Honest.GroupBy(found => found.Circumstances.Name))
        {
            Row(text, kind.Key, policy => Cell(kind.FirstOrDefault(found => found.Policy == policy)));
        }

        text.AppendLine().AppendLine("Thieves stopped within a week, and the minutes of API use they got (median):");
        text.AppendLine();
        Header(text, "thief");
        foreach (var kind in result.Thefts.GroupBy(found => found.Theft))
        {
            Row(text, kind.Key.ToString(), policy => Cell(kind.FirstOrDefault(found => found.Policy == policy)));
        }

        return text.ToString();
    }

    private static void Header(StringBuilder text, string first)
    {
        Row(text, first, policy => policy.Name);
        Row(text, "---", _ => "---");
    }

    private static void Row(StringBuilder text, string first, Func<Policy, string> cell) =>
        text.AppendLine($"| {first} | {string.Join(" | ", Policy.All.Select(cell))} |");

    private static string Cell(HonestResult? found) => found is null ? None
        : found.Tally.SignOuts == 0 ? "0"
        : Invariant($"{found.Tally.SignOutsPerThousand:0.000}");

    private static string Cell(TheftResult? found) => found is null ? None
        : Invariant($"{found.Tally.StoppedShare * 100:0} %, {found.Tally.ApiMinutes(0.5):0}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
