using Tidelock.Simulation.Parties;
using Tidelock.Simulation.Worlds;

namespace Tidelock.Simulation.Lab;

/// <summary>
/// The promises of the protocol page, in seeded worlds. The short form fits into every run of the suite; the long form
/// has the seeds that the published tables were made with.
/// </summary>
public sealed class RotationLabTests(ITestOutputHelper output)
{
    private static readonly int Seeds = LongForm.IsAsked ? 2000 : 60;
    private static readonly int ThiefSeeds = LongForm.IsAsked ? 600 : 40;
    private static readonly TimeSpan Length = TimeSpan.FromDays(LongForm.IsAsked ? 30 : 15);

    /// <summary>
    /// What an unbound holder may meet for each 1000 refreshes; what is not named here may not happen.
    /// </summary>
    private static readonly Dictionary<string, double> UnboundMayMeet = new(StringComparer.Ordinal)
    {
        ["losses in bursts"] = 0.02,
        ["networks change at every second renewal"] = 0.02,
        ["racing tabs, requests up to 15 s under way"] = 0.1,
        ["crashes that roll the cookie back (0.3 %)"] = 4,
        ["stale copies (0.3 %)"] = 4,
        ["store put back in secret, weekly"] = 15,
    };

    /// <summary>The same for a bound one.</summary>
    private static readonly Dictionary<string, double> BoundMayMeet = new(StringComparer.Ordinal)
    {
        ["losses in bursts"] = 0.01,
        ["networks change at every second renewal"] = 0.01,
        ["keys evicted from one visit to the next"] = 15,
    };

    public static TheoryData<string> HonestWorlds => [.. Scenarios.Honest.Select(world => world.Name)];

    public static TheoryData<Tactic, Loot, bool> Thefts
    {
        get
        {
            var thefts = new TheoryData<Tactic, Loot, bool>();
            foreach (var theft in Scenarios.Thefts)
            {
                thefts.Add(theft.Tactic, theft.Loot, theft.SameNetwork);
            }

            return thefts;
        }
    }

    [Theory]
    [MemberData(nameof(HonestWorlds))]
    public void Honest_holders_stay_signed_in(string world)
    {
        var circumstances = Scenarios.Honest.Single(known => known.Name == world) with { Length = Length };

        StaySignedIn(Policy.OursBound, circumstances, BoundMayMeet);
        StaySignedIn(Policy.OursUnbound, circumstances, UnboundMayMeet);
    }

    /// <summary>Worlds in which nobody's policy hurts would show nothing.</summary>
    [Fact]
    public void The_worlds_are_hard_enough_to_hurt_under_other_policies()
    {
        var strict = Policy.All.Single(policy => policy.Window == TimeSpan.Zero);
        var tally = RotationLab.RunAll(new(strict, Scenarios.Ordinary with { Length = Length }, null), Seeds / 4);

        Assert.InRange(tally.SignOutsPerThousand, 20, 1000);
    }

    [Theory]
    [MemberData(nameof(Thefts))]
    public void Thieves_are_stopped_or_the_case_is_named(Tactic tactic, Loot loot, bool sameNetwork)
    {
        var theft = new Theft(tactic, loot, sameNetwork);
        foreach (var policy in (Policy[])[Policy.OursBound, Policy.OursUnbound])
        {
            if (!Scenarios.Applies(theft, policy))
            {
                continue;
            }

            var tally = RotationLab.RunAll(new(policy, Scenarios.Ordinary, theft), ThiefSeeds);
            var minutes = tally.ApiMinutes(0.5);
            output.WriteLine($"{policy.Name}: {tally.StoppedShare:P1} stopped, {minutes:0} minutes");
            if (Promise.Of(theft, policy.Bound) is { } promise)
            {
                Assert.InRange(tally.StoppedShare, promise.Stopped, 1);
                Assert.InRange(minutes, 0, promise.Minutes);
            }
        }
    }

    private void StaySignedIn(Policy policy, Circumstances circumstances, Dictionary<string, double> mayMeet)
    {
        var tally = RotationLab.RunAll(new(policy, circumstances, null), Seeds);
        output.WriteLine(
            $"{policy.Name}: {tally.SignOuts} in {tally.Refreshes} refreshes "
            + $"({string.Join(", ", tally.Reasons.Select(reason => $"{reason.Key}: {reason.Value}"))})");
        var allowed = mayMeet.GetValueOrDefault(circumstances.Name) * tally.Refreshes / 1000;

        // In a short run a single event may be above a share that is far below one in so many refreshes.
        Assert.InRange(tally.SignOuts, 0, allowed is > 0 and < 1 ? 1 : allowed);
    }
}
