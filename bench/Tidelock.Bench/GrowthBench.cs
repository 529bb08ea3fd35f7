using Tidelock.Bench.Processes;
using Tidelock.Bench.Reports;
using Tidelock.Bench.Seeding;

namespace Tidelock.Bench;

/// <summary>`bench growth` (F4): what millions of sessions cost, in time and in bytes.</summary>
internal static class GrowthBench
{
    private const int Few = 10_000;
    private const int Refreshed = 10_000;
    private const double MinShare = 0.85;
    private const double MaxBytes = 400;

    internal static async Task<Report> RunAsync(RoundSize size, int many, CancellationToken cancellationToken)
    {
        using var small = await SeededStore.MakeAsync(cancellationToken);
        using var large = await SeededStore.MakeAsync(cancellationToken);
        var empty = large.Size;
        await small.FillAsync("some", Few, bound: false, Few / Refreshed, cancellationToken);
        await large.FillAsync("some", many, bound: false, many / Refreshed, cancellationToken);
        var bytes = (large.Size - empty) / (double)many;

        await using var few = await ServerProcess.TidelockAsync(small.Path);
        await using var lots = await ServerProcess.TidelockAsync(large.Path);
        var standings = await Rounds.RunAsync(
            size,
            [
                new($"{Few} sessions", RefreshBench.Plan(few, "/api/v1/auth/refresh", small.TokensOf("some"), size)),
                new($"{many} sessions", RefreshBench.Plan(lots, "/api/v1/auth/refresh", large.TokensOf("some"), size)),
            ],
            cancellationToken);
        var share = standings[1].RatioTo(standings[0]);
        var grown = (large.Size - empty) / (double)many;
        return new("Refreshes over a growing store", Standing.Columns, [.. standings.Select(standing => standing.Row)],
        [
            new("rate with many of few", share.Text("0.00"), $"≥ {MinShare:0.00}", share.Median >= MinShare),
            new("bytes a session", $"{bytes:0}, {grown:0} after the rounds", $"≤ {MaxBytes:0}", bytes <= MaxBytes),
        ]);
    }
}
