using Tidelock.Sessions;
using Tidelock.Simulation.Parties;
using Tidelock.Simulation.Servers;

namespace Tidelock.Simulation.Exhaustive;

/// <summary>Every interleaving of two tabs, a thief, losses and a crash keeps the promises.</summary>
public sealed class ExplorerTests(ITestOutputHelper output)
{
    /// <summary>So many moves follow each other; the long form of the proof goes deeper.</summary>
    private static readonly int Depth = LongForm.IsAsked ? 13 : 10;

    public static TheoryData<bool, Loot?, bool, bool> Settings()
    {
        var settings = new TheoryData<bool, Loot?, bool, bool>();
        foreach (var bound in (bool[])[true, false])
        {
            settings.Add(bound, null, false, false);
            settings.Add(bound, null, false, true);
            Loot[] withKey = bound ? [Loot.CookiesAndKey] : [];
            foreach (var loot in (Loot[])[Loot.RefreshCookie, Loot.Cookies, .. withKey])
            {
                settings.Add(bound, loot, false, true);
                settings.Add(bound, loot, true, true);
            }
        }

        return settings;
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void No_order_of_events_breaks_a_promise(bool bound, Loot? loot, bool sameNetwork, bool mayCrash)
    {
        var found = Explorer.Explore(new(bound, loot, sameNetwork, mayCrash), Depth);

        output.WriteLine($"{found.Situations} situations in {found.Depth} moves");
        Assert.True(found.Broken is null, found.Broken);
        Assert.InRange(found.Situations, 1000, int.MaxValue);
    }

    /// <summary>A search that can't find a broken promise proves nothing.</summary>
    [Theory]
    [MemberData(nameof(Canary.Names), MemberType = typeof(Canary))]
    public void A_wrong_rule_is_noticed(string canary)
    {
        var rule = Canary.Of(canary);
        var noticed =
            from bound in (bool[])[true, false]
            from loot in (Loot?[])[null, Loot.Cookies]
            let found = Explorer.Explore(new(bound, loot, ThiefOnSameNetwork: false, false) { Rule = rule }, Depth)
            select found.Broken;

        var story = noticed.FirstOrDefault(broken => broken is not null);
        output.WriteLine(story ?? "nothing noticed");
        Assert.NotNull(story);
    }
}
