using System.Globalization;
using Spectre.Console;

namespace Tidelock.Cli.CommandLine;

/// <summary>Tables as all commands print them. Cells are plain text: nothing in them is taken as markup.</summary>
internal static class Listing
{
    internal static Table Of<T>(IEnumerable<T> rows, params (string Title, Func<T, string?> Cell)[] columns)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var (title, _) in columns)
        {
            table.AddColumn(new TableColumn(new Text(title, new Style(decoration: Decoration.Bold))));
        }

        foreach (var row in rows)
        {
            table.AddRow(columns.Select(column => new Text(Printable(column.Cell(row)))));
        }

        return table;
    }

    internal static string Time(DateTimeOffset? time) =>
        time?.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? string.Empty;

    /// <summary>A user agent or a name may hold anything; control characters could drive the terminal.</summary>
    private static string Printable(string? text) =>
        text is null ? string.Empty : string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c));
}
