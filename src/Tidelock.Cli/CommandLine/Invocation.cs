using System.CommandLine;
using Spectre.Console.Rendering;
using Tidelock.Cli.Administration;

namespace Tidelock.Cli.CommandLine;

/// <summary>One run of a command: what was asked for, and where the answer goes.</summary>
internal sealed class Invocation(ParseResult parsed)
{
    internal ParseResult Parsed => parsed;

    internal Terminal Terminal { get; } = new(parsed.GetValue(GlobalOptions.Json));

    internal string DataPath => GlobalOptions.DataPath(parsed);

    internal string? ConfigFile => parsed.GetValue(GlobalOptions.Config);

    internal T? Get<T>(Option<T> option) => parsed.GetValue(option);

    internal T Get<T>(Argument<T> argument) => parsed.GetRequiredValue(argument);

    /// <summary>Shows an answer as the person wants it, or says why there is none.</summary>
    internal ExitCode Show<T>(AdminAnswer<T> answer, Func<T, IRenderable> render) =>
        Show(answer, value => Terminal.Show(render(value)));

    /// <summary>Shows an answer in one line.</summary>
    internal ExitCode Say<T>(AdminAnswer<T> answer, Func<T, string> line) =>
        Show(answer, value => Terminal.Say(line(value)));

    private ExitCode Show<T>(AdminAnswer<T> answer, Action<T> show)
    {
        if (answer is not AdminAnswer<T>.Given given)
        {
            return Refuse(((AdminAnswer<T>.Refused)answer).Problem);
        }

        if (Terminal.Json)
        {
            Terminal.PrintJson(given.Value);
        }
        else
        {
            show(given.Value);
        }

        return ExitCode.Ok;
    }

    /// <summary>Says why something was refused, and gives the exit code for it.</summary>
    internal ExitCode Refuse(AdminProblem problem)
    {
        Terminal.Fail(problem.Title, problem.Explanation);
        return problem.ExitCode;
    }
}
