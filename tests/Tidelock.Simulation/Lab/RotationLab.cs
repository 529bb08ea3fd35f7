using Tidelock.Simulation.Parties;
using Tidelock.Simulation.Worlds;

namespace Tidelock.Simulation.Lab;

/// <summary>How much the lab runs.</summary>
/// <param name="Seeds">Honest worlds of each kind and policy.</param>
/// <param name="ThiefSeeds">Worlds for each theft and policy.</param>
/// <param name="Days">How long the honest worlds last.</param>
internal sealed record LabSize(int Seeds, int ThiefSeeds, int Days);

/// <summary>One kind of worlds under one policy, and what they came to.</summary>
internal sealed record HonestResult(Circumstances Circumstances, Policy Policy, Tally Tally);

/// <summary>One theft under one policy, and what it came to.</summary>
internal sealed record TheftResult(Theft Theft, Policy Policy, Tally Tally);

/// <summary>Everything the lab found.</summary>
internal sealed record LabResult(
    LabSize Size, IReadOnlyList<HonestResult> Honest, IReadOnlyList<TheftResult> Thefts, TimeSpan Took);

/// <summary>Runs the same worlds under every policy and counts who is signed out and who is stopped.</summary>
internal static class RotationLab
{
    /// <summary>Runs all of it on every core.</summary>
    /// <exception cref="BrokenPromiseReport">A world broke a promise; its shortest story is in the message.</exception>
    internal static LabResult Run(LabSize size, TimeProvider clock, Action<string>? progress)
    {
        var started = clock.GetTimestamp();
        var honest = new List<HonestResult>();
        foreach (var circumstances in Scenarios.Honest)
        {
            progress?.Invoke(circumstances.Name);
            var plan = circumstances with { Length = TimeSpan.FromDays(size.Days) };
            honest.AddRange(Policy.All.Select(
                policy => new HonestResult(plan, policy, RunAll(new(policy, plan, null), size.Seeds))));
        }

        var thefts = new List<TheftResult>();
        foreach (var theft in Scenarios.Thefts)
        {
            progress?.Invoke(theft.ToString());
            thefts.AddRange(Policy.All.Where(policy => Scenarios.Applies(theft, policy)).Select(
                policy => new TheftResult(
                    theft, policy, RunAll(new(policy, Scenarios.Ordinary, theft), size.ThiefSeeds))));
        }

        return new(size, honest, thefts, clock.GetElapsedTime(started));
    }

    /// <summary>Runs one plan under many seeds.</summary>
    internal static Tally RunAll(WorldPlan plan, int seeds, int firstSeed = 1)
    {
        var tally = new Tally();
        Parallel.For(firstSeed, firstSeed + seeds, seed => tally.Add(Shrinker.Run(plan, (ulong)seed)));
        return tally;
    }
}
