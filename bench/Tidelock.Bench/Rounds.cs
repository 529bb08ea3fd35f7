using Tidelock.Bench.Processes;
using Tidelock.Bench.Reports;
using Tidelock.Load;

namespace Tidelock.Bench;

/// <summary>How long a benchmark runs.</summary>
/// <param name="Count">Rounds; each measures every contestant once, in turn, so that a machine's moods hit all of them.
/// </param>
/// <param name="Seconds">Time that is counted of each.</param>
/// <param name="Connections">Connections at once.</param>
internal sealed record RoundSize(int Count, double Seconds, int Connections);

/// <summary>What takes part in the rounds.</summary>
/// <param name="Name">How it is called in the table.</param>
/// <param name="Plan">What the generator does with it.</param>
internal sealed record Contestant(string Name, LoadPlan Plan);

/// <summary>What the rounds of one contestant came to.</summary>
internal sealed record Standing(string Name, IReadOnlyList<LoadResult> Rounds)
{
    internal Figure Rate => Figure.Of(Rounds.Select(round => round.Rate));

    internal Figure P50 => Figure.Of(Rounds.Select(round => round.P50));

    internal Figure P99 => Figure.Of(Rounds.Select(round => round.P99));

    internal Figure ServerCpu => Figure.Of(Rounds.Select(round => round.ServerCpu));

    internal Figure GeneratorCpu => Figure.Of(Rounds.Select(round => round.GeneratorCpu));

    /// <summary>Server processor time for one answer, in microseconds.</summary>
    internal Figure CpuPerAnswer => Figure.Of(Rounds.Select(round => round.ServerCpu / round.Rate * 1_000_000));

    internal long Refused => Rounds.Sum(round => round.Refused.Values.Sum());

    internal IReadOnlyList<string> Row =>
    [
        Name, Rate.Text("0"), P50.Text("0.0"), P99.Text("0.0"), ServerCpu.Text("0.00"), GeneratorCpu.Text("0.00"),
        CpuPerAnswer.Text("0"), $"{Refused}",
    ];

    /// <summary>The columns of <see cref="Row"/>.</summary>
    internal static IReadOnlyList<string> Columns { get; } =
    [
        "median (min–max)", "a second", "p50 ms", "p99 ms", "server CPUs", "generator CPUs", "server µs each",
        "refused",
    ];

    /// <summary>The median over the rounds of how this one's rate compares with another's in the same round.</summary>
    internal Figure RatioTo(Standing other) =>
        Figure.Of(Rounds.Zip(other.Rounds, (mine, theirs) => mine.Rate / theirs.Rate));
}

/// <summary>Runs contestants in turn.</summary>
internal static class Rounds
{
    internal static async Task<IReadOnlyList<Standing>> RunAsync(
        RoundSize size, IReadOnlyList<Contestant> contestants, CancellationToken cancellationToken)
    {
        var results = contestants.ToDictionary(contestant => contestant.Name, _ => new List<LoadResult>());
        for (var round = 1; round <= size.Count; round++)
        {
            foreach (var contestant in contestants)
            {
                var result = await LoadProcess.RunAsync(contestant.Plan, cancellationToken);
                results[contestant.Name].Add(result);
                await Console.Error.WriteLineAsync(
                    $"round {round}: {contestant.Name}: {result.Rate:0}/s, p99 {result.P99:0.0} ms");
            }
        }

        return [.. contestants.Select(contestant => new Standing(contestant.Name, results[contestant.Name]))];
    }
}
