using System.CommandLine;
using System.Text.Json;
using Tidelock.Chaos.Faults;
using Tidelock.Chaos.Kill;
using Tidelock.Chaos.Nodes;
using Tidelock.Chaos.Overload;

namespace Tidelock.Chaos;

/// <summary>`tidelock chaos`: does to a server what will happen to it one day, and looks what is left.</summary>
internal static class ChaosCommand
{
    private const int DefaultRounds = 20;
    private const int DefaultFaultRounds = 10;
    private const int DefaultSeconds = 60;

    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(4);

    private static readonly Option<bool> Json = new("--json") { Description = "Print the findings as JSON." };

    private static readonly Option<ulong?> Seed = new("--seed")
    {
        Description = "What all choices come from; otherwise another one each time.",
        HelpName = "NUMBER",
    };

    /// <summary>Runs it; 0 when every promise was kept, 1 when one was broken.</summary>
    internal static Task<int> RunAsync(string[] arguments)
    {
        var chaos = new Command("chaos", "Crashes, full disks, wrong clocks and overload.")
        {
            KillCommand(), FaultsCommand(), OverloadCommand(),
        };
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
                .RunAsync(Effort.Of(parsed.GetValue(rounds)));
            Console.Out.WriteLine(parsed.GetValue(Json) ? report.Json() : report.Text());
            return report.Holds ? 0 : 1;
        });
        return command;
    }

    private static Command FaultsCommand()
    {
        var rounds = new Option<int>("--rounds")
        {
            Description = "How often each fault happens.",
            DefaultValueFactory = _ => DefaultFaultRounds,
        };
        var only = new Option<string?>("--only")
        {
            Description = "Faults with that word in their name.",
            HelpName = "WORD",
        };
        var command = new Command("faults", "Full and read-only disks, clock jumps, torn logs, kills at bad moments.")
        {
            rounds, only, Seed, Json,
        };
        command.SetAction(async (parsed, _) =>
        {
            var word = parsed.GetValue(only) ?? string.Empty;
            var reports = await AllFaults.RunAsync(word, parsed.GetValue(rounds), SeedOf(parsed), Tell);
            Console.Out.WriteLine(parsed.GetValue(Json)
                ? JsonSerializer.Serialize(reports, JsonSerializerOptions.Web)
                : string.Join('\n', reports));
            return reports.All(report => report.Holds) ? 0 : 1;
        });
        return command;
    }

    private static Command OverloadCommand()
    {
        var seconds = new Option<int>("--seconds")
        {
            Description = "How long ten times the rate is asked for.",
            DefaultValueFactory = _ => DefaultSeconds,
        };
        var command = new Command("overload", "Ten times the requests that a server can take.") { seconds, Json };
        command.SetAction(async (parsed, _) =>
        {
            var report = await new OverloadRun(
                TimeSpan.FromSeconds(parsed.GetValue(seconds)), Measured, Tell).RunAsync();
            Console.Out.WriteLine(parsed.GetValue(Json) ? report.Json() : report.Text());
            return report.Mistakes.Count == 0 ? 0 : 1;
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
