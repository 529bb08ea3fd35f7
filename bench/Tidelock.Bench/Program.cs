using System.CommandLine;
using Tidelock.Bench;
using Tidelock.Bench.Reports;

var rounds = Number("--rounds", "Rounds; each measures every contestant once.", 7);
var seconds = Number("--seconds", "Seconds that are counted of each contestant in a round.", 4);
var connections = Number("--connections", "Connections at once.", 32);
var sessions = Number("--sessions", "Sessions of the large store.", 10_000_000);
var json = new Option<bool>("--json") { Description = "Print the findings as JSON." };

var root = new RootCommand("Measures Tidelock beside its peers and ceilings, in one run on one machine.")
{
    Bench("refresh", "Durable refreshes over HTTP.", (size, _, stop) => RefreshBench.RunAsync(size, stop)),
    Bench("signin", "Sign-ins, and refreshes in a storm of them.", (size, _, stop) => SignInBench.RunAsync(size, stop)),
    Bench("growth", "Refreshes over a store of millions of sessions.", (size, parsed, stop) =>
        GrowthBench.RunAsync(size, parsed.GetValue(sessions), stop)),
    Bench("start", "From exec to the first token.", (size, _, stop) => StartBench.RunAsync(size.Count, stop)),
};
var micro = new Command("micro", "The steps of a refresh one by one.");
micro.SetAction(_ => MicroBench.Run());
root.Add(micro);
return await root.Parse(args).InvokeAsync();

Command Bench(string name, string about, Func<RoundSize, ParseResult, CancellationToken, Task<Report>> run)
{
    var command = new Command(name, about) { rounds, seconds, connections, json };
    if (name == "growth")
    {
        command.Add(sessions);
    }

    command.SetAction(async (parsed, stop) =>
    {
        var size = new RoundSize(parsed.GetValue(rounds), parsed.GetValue(seconds), parsed.GetValue(connections));
        return (await run(size, parsed, stop)).Print(parsed.GetValue(json));
    });
    return command;
}

static Option<int> Number(string name, string about, int usual) =>
    new(name) { Description = about, DefaultValueFactory = _ => usual };
