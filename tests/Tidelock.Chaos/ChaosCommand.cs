using System.CommandLine;
using Tidelock.Chaos.Kill;
using Tidelock.Chaos.Nodes;

namespace Tidelock.Chaos;

/// <summary>`tidelock chaos`: does to a server what will happen to it one day, and looks what is left.</summary>
internal static class ChaosCommand
{
    private const int DefaultRounds = 20;

    private static readonly Option<bool> Json = new("--json") { Description = "Print the findings as JSON." };

    private static readonly Option<ulong?> Seed = new("--seed")
    {
        Description = "What all choices come from; otherwise another one each time.",
        HelpName = "NUMBER",
    };

    /// <summary>Runs it; 0 when every promise was kept, 1 when one was broken.</summary>
    internal static Task<int> RunAsync(string[] arguments)
    {
        var chaos = new Command("chaos", "Crashes, full disks, wrong clocks and overload.") { KillCommand() };
        return new RootCommand("The crash and overload tests of Tidelock.") { chaos }.Parse(arguments).InvokeAsync();
    }

    private static Command KillCommand()
    {
        var rounds = new Option<int>("--rounds")
        {
            Description = "How often the server is killed.",
            DefaultValueFactory = _ => DefaultRounds,
        };
        var command = new Command("kill", "Kills a server under load, again and again on one directory.")
        {
            rounds, Seed, Json,
        };
        command.SetAction(async (parsed, _) =>
        {
            using var ground = new Ground();
            var report = await new KillRounds(Place.On(ground.Data), SeedOf(parsed), Tell)
                .RunAsync(parsed.GetValue(rounds));
            Console.Out.WriteLine(parsed.GetValue(Json) ? report.Json() : report.Text());
            return report.Holds ? 0 : 1;
        });
        return command;
    }

    private static Chance SeedOf(ParseResult parsed)
    {
        var seed = parsed.GetValue(Seed) ?? (ulong)TimeProvider.System.GetUtcNow().UtcTicks;
        Tell($"seed {seed}");
        return new(seed);
    }

    private static void Tell(string what) => Console.Error.WriteLine($"· {what}");
}
