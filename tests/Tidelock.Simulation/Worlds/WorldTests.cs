using Tidelock.Simulation.Lab;
using Tidelock.Simulation.Memory;
using Tidelock.Simulation.Parties;
using Tidelock.Simulation.Servers;

namespace Tidelock.Simulation.Worlds;

/// <summary>The simulator itself: it replays, it sees, it tells, and it runs the product's real store.</summary>
public sealed class WorldTests(ITestOutputHelper output)
{
    private const int CanarySeeds = 60;
    private static readonly int SqliteSeeds = LongForm.IsAsked ? 40 : 2;
    private static readonly TimeSpan SqliteLength = TimeSpan.FromDays(2);

    [Fact]
    public void A_seed_makes_the_same_world_every_time()
    {
        var plan = new WorldPlan(Policy.OursUnbound, Scenarios.Bursts with { StaleCopy = 0.01 }, null);

        Assert.Equivalent(World.Run(plan, 7), World.Run(plan, 7), strict: true);
        Assert.NotEqual(World.Run(plan, 7).Refreshes, World.Run(plan, 8).Refreshes);
    }

    [Fact]
    public void A_tape_plays_the_world_that_it_recorded()
    {
        var plan = new WorldPlan(Policy.OursUnbound, Scenarios.Bursts with { StaleCopy = 0.01 }, null);
        var tape = World.BlankTape();
        var recorded = World.Run(plan, 7, tape, null);

        Assert.Equivalent(recorded, World.Run(plan, 7, tape.Rewound(), null), strict: true);
        Assert.Equivalent(recorded, World.Run(plan, 7), strict: true);
    }

    /// <summary>
    /// The same seeds on the embedded store and in memory, with restores of both kinds, end the same way.
    /// </summary>
    [Fact]
    public void The_embedded_store_and_the_one_in_memory_live_through_the_same_worlds()
    {
        foreach (var circumstances in Scenarios.Honest)
        {
            foreach (var policy in (Policy[])[Policy.OursBound, Policy.OursUnbound])
            {
                var often = circumstances.RestoreEvery > TimeSpan.Zero ? TimeSpan.FromDays(1) : TimeSpan.Zero;
                var plan = new WorldPlan(
                    policy, circumstances with { Length = SqliteLength, RestoreEvery = often }, null);
                Parallel.For(1, 1 + SqliteSeeds, seed => Assert.Equivalent(
                    World.Run(plan, (ulong)seed),
                    World.Run(plan with { Store = () => new SqliteStore() }, (ulong)seed),
                    strict: true));
            }
        }
    }

    [Fact]
    public void Thefts_go_the_same_way_on_the_embedded_store()
    {
        foreach (var theft in Scenarios.Thefts.Where(theft => theft.Loot is Loot.Cookies or Loot.CookiesAndKey))
        {
            foreach (var policy in (Policy[])[Policy.OursBound, Policy.OursUnbound])
            {
                var plan = new WorldPlan(policy, Scenarios.Ordinary, theft);
                Assert.Equivalent(
                    World.Run(plan, 3), World.Run(plan with { Store = () => new SqliteStore() }, 3), strict: true);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Canary.Names), MemberType = typeof(Canary))]
    public void A_wrong_rule_is_noticed(string canary)
    {
        var rule = Canary.Of(canary);
        var bound = Policy.OursBound with { WrongRule = rule };
        var unbound = Policy.OursUnbound with { WrongRule = rule };
        var follower = new Theft(Tactic.Follows, Loot.Cookies, SameNetwork: true);

        var noticed = BrokenIn(new(bound, Scenarios.Ordinary, null))
            ?? BrokenIn(new(bound, Scenarios.Ordinary, follower))
            ?? SignedOutIn(new(unbound, Scenarios.Ordinary, null))
            ?? NotStoppedIn(new(unbound, Scenarios.Ordinary, follower));

        output.WriteLine(noticed ?? "nothing noticed");
        Assert.NotNull(noticed);
    }

    [Fact]
    public void A_broken_promise_is_told_in_a_few_lines_with_its_seed()
    {
        var plan = new WorldPlan(
            Policy.OursBound with { WrongRule = Canary.Of("ends the session when an answer was lost") },
            Scenarios.Ordinary with { RacingTab = 0 }, null);

        var report = Assert.Throws<BrokenPromiseReport>(() => Shrinker.Run(plan, 5)).Message;

        output.WriteLine(report);
        Assert.Contains("Seed 5", report, StringComparison.Ordinal);
        Assert.Contains("the answer is lost", report, StringComparison.Ordinal);
        Assert.InRange(report.Split('\n').Length, 5, 12);
    }

    private static string? BrokenIn(WorldPlan plan)
    {
        for (var seed = 1UL; seed <= CanarySeeds; seed++)
        {
            try
            {
                Shrinker.Run(plan, seed);
            }
            catch (BrokenPromiseReport report)
            {
                return report.Message;
            }
        }

        return null;
    }

    private static string? SignedOutIn(WorldPlan plan)
    {
        var tally = RotationLab.RunAll(plan, CanarySeeds);
        return tally.SignOuts > 0 ? $"{tally.SignOuts} honest sign-outs" : null;
    }

    private static string? NotStoppedIn(WorldPlan plan)
    {
        var tally = RotationLab.RunAll(plan, CanarySeeds);
        return tally.StoppedShare < 0.9 ? $"only {tally.StoppedShare:P0} of the thieves were stopped" : null;
    }
}
