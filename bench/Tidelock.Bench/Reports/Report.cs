using System.Text;
using System.Text.Json;

namespace Tidelock.Bench.Reports;

/// <summary>A bar of the design, and whether this run met it.</summary>
/// <param name="Name">What is measured.</param>
/// <param name="Measured">The figure, in words.</param>
/// <param name="Wanted">The bar, in words.</param>
/// <param name="Met">Whether it was met.</param>
internal sealed record Bar(string Name, string Measured, string Wanted, bool Met);

/// <summary>A benchmark's findings: a table of rows, the bars, and where it ran.</summary>
/// <param name="Title">What was measured.</param>
/// <param name="Columns">The heads of the columns.</param>
/// <param name="Rows">The rows; the first cell names each.</param>
/// <param name="Bars">The bars.</param>
internal sealed record Report(
    string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlyList<Bar> Bars)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Prints it as Markdown or as JSON; 0 when every bar was met.</summary>
    internal int Print(bool json)
    {
        Console.Out.WriteLine(json ? ToJson() : ToText());
        return Bars.All(bar => bar.Met) ? 0 : 1;
    }

    private string ToJson() => JsonSerializer.Serialize(
        new { Title, Machine = Repository.Machine(), Commit = Repository.Commit(), Columns, Rows, Bars }, Json);

    private string ToText()
    {
        var text = new StringBuilder();
        text.AppendLine(Title).AppendLine();
        AppendRow(text, Columns);
        AppendRow(text, [.. Columns.Select(_ => "---")]);
        foreach (var row in Rows)
        {
            AppendRow(text, row);
        }

        text.AppendLine();
        AppendRow(text, ["bar", "measured", "wanted", "met"]);
        AppendRow(text, ["---", "---", "---", "---"]);
        foreach (var bar in Bars)
        {
            AppendRow(text, [bar.Name, bar.Measured, bar.Wanted, bar.Met ? "yes" : "no"]);
        }

        return text.AppendLine().Append($"{Repository.Machine()}; commit {Repository.Commit()}").ToString();
    }

    private static void AppendRow(StringBuilder text, IReadOnlyList<string> cells) =>
        text.AppendLine($"| {string.Join(" | ", cells)} |");
}
