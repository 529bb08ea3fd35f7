using Spectre.Console;
using Spectre.Console.Rendering;

namespace Tidelock.Cli.CommandLine;

/// <summary>Where a command writes: results to standard output, everything else to standard error.</summary>
internal sealed class Terminal(bool json)
{
    // A table in a pipe is read by a program or a pager; it must not be broken into lines of 80.
    private const int WidthOfAPipe = 1000;

    private readonly IAnsiConsole _console = CreateConsole(Console.Out, Console.IsOutputRedirected);

    internal bool Json => json;

    /// <summary>True when a person can be asked.</summary>
    internal static bool IsInteractive => !Console.IsInputRedirected && !Console.IsErrorRedirected;

    /// <summary>Shows something for people; nothing when JSON was asked for.</summary>
    internal void Show(IRenderable renderable)
    {
        if (!json)
        {
            _console.Write(renderable);
        }
    }

    /// <summary>Shows a line for people; nothing when JSON was asked for.</summary>
    internal void Say(string line)
    {
        if (!json)
        {
            Console.Out.WriteLine(line);
        }
    }

    /// <summary>Prints a value as JSON.</summary>
    internal static void PrintJson<T>(T value) => Console.Out.WriteLine(PrintedJson.Of(value));

    /// <summary>Says what went wrong, on standard error.</summary>
    internal void Fail(string title, string? detail = null)
    {
        if (json)
        {
            Console.Error.WriteLine(PrintedJson.Of(new CliError(title, detail)));
            return;
        }

        Console.Error.WriteLine($"tidelock: {title}");
        if (detail is not null)
        {
            Console.Error.WriteLine(detail);
        }
    }

    /// <summary>Asks a yes-or-no question, on standard error.</summary>
    internal static bool Ask(string question)
    {
        Console.Error.Write($"{question} [y/N] ");
        return Console.ReadLine() is "y" or "Y" or "yes";
    }

    private static IAnsiConsole CreateConsole(TextWriter writer, bool redirected)
    {
        var console = AnsiConsole.Create(new()
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = redirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        });
        if (redirected)
        {
            console.Profile.Width = WidthOfAPipe;
        }

        return console;
    }
}
