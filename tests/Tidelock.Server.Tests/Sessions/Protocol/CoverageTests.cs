using System.Reflection;
using System.Text.RegularExpressions;

namespace Tidelock.Server.Tests.Sessions.Protocol;

/// <summary>No row of the decision table, and no kind of session it may meet, without a scenario over HTTP.</summary>
public sealed partial class CoverageTests
{
    private const string Document = "docs/reference/refresh-protocol.md";

    /// <summary>Which kinds of session can come to a row at all; every other row is open to every kind.</summary>
    private static readonly Dictionary<int, Kinds> OnlyFor = new()
    {
        [4] = Kinds.Bound,
        [5] = Kinds.Bound,
        [7] = Kinds.Unbound,
        [8] = Kinds.Bound,
        [9] = Kinds.Bound,
        [13] = Kinds.Unbound,
        [15] = Kinds.Bound,
        [16] = Kinds.Bound,
        [17] = Kinds.Unbound,
        [18] = Kinds.Unbound,
        [19] = Kinds.Unbound,
        [20] = Kinds.Unbound,
        [21] = Kinds.Unbound,
    };

    [Fact]
    public void Every_row_of_the_table_has_a_scenario_for_every_kind_of_session()
    {
        var shown = typeof(CoverageTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .SelectMany(method => method.GetCustomAttributes<RowsAttribute>())
            .SelectMany(scenario => scenario.Rows.Select(row => (row, scenario.Kinds)))
            .ToLookup(pair => pair.row, pair => pair.Kinds);
        var rows = RowsOfTheDocument();

        Assert.Equal(Enumerable.Range(1, rows.Count), rows);
        Assert.Empty(shown.Select(row => row.Key).Except(rows));
        Assert.Empty(
            from row in rows
            let missing = OnlyFor.GetValueOrDefault(row, Kinds.Every)
                & ~shown[row].Aggregate(Kinds.None, (all, kinds) => all | kinds)
            where missing != Kinds.None
            select $"row {row}: {missing}");
    }

    private static List<int> RowsOfTheDocument()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, Document)))
        {
            folder = folder.Parent ?? throw new InvalidOperationException($"There is no {Document} above.");
        }

        var text = File.ReadAllText(Path.Combine(folder.FullName, Document));
        return [.. TableRow().Matches(text).Select(row => int.Parse(row.Groups["number"].Value))];
    }

    [GeneratedRegex(@"^\| (?<number>\d+) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TableRow();
}
