using System.CommandLine;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Tidelock.Cli.CommandLine;

/// <summary>The options of commands that list something page by page.</summary>
internal sealed class PageOptions
{
    private const int DefaultLimit = 100;

    private readonly Option<int> _limit = new("--limit")
    {
        Description = "At most so many.",
        DefaultValueFactory = _ => DefaultLimit,
    };

    private readonly Option<string?> _after = new("--after")
    {
        Description = "Only those after this cursor, as the page before gave it.",
        HelpName = "CURSOR",
    };

    internal void AddTo(Command command)
    {
        command.Options.Add(_limit);
        command.Options.Add(_after);
    }

    /// <summary>The same as a query string.</summary>
    internal string Query(Invocation call)
    {
        var after = call.Get(_after);
        return $"limit={call.Get(_limit)}" + (after is null ? string.Empty : $"&after={Uri.EscapeDataString(after)}");
    }

    /// <summary>Tells how to see more, where there is more.</summary>
    internal static IRenderable WithNext(Table table, string? next) =>
        next is null ? table : new Rows(table, new Text($"There are more: --after {next}"));
}
