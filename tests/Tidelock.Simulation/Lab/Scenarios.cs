using Tidelock.Simulation.Parties;
using Tidelock.Simulation.Servers;
using Tidelock.Simulation.Worlds;

namespace Tidelock.Simulation.Lab;

/// <summary>The worlds that the lab compares policies in.</summary>
internal static class Scenarios
{
    /// <summary>Losses that know nothing of each other.</summary>
    internal static readonly Circumstances Ordinary = new() { Name = "independent losses" };

    /// <summary>The same in stretches of bad reception.</summary>
    internal static readonly Circumstances Bursts = new()
    {
        Name = "losses in bursts",
        Bursts = true,
        MustKeepBoundHolders = false,
    };

    /// <summary>What happens to honest people.</summary>
    internal static IReadOnlyList<Circumstances> Honest { get; } =
    [
        Ordinary,
        Bursts,
        new()
        {
            Name = "networks change at every second renewal", NetworkChange = 0.5, NetworkChangeOnRetry = 0.7,
            MustKeepBoundHolders = false,
        },
        new()
        {
            Name = "racing tabs, requests up to 15 s under way", RacingTab = 0.2, SlowRequest = 0.2,
            LongestWay = TimeSpan.FromSeconds(15),
        },
        new() { Name = "two programs on one credential", Programs = 2, RacingTab = 0 },
        new() { Name = "server gone for minutes, daily", OutageEvery = TimeSpan.FromDays(1) },
        new() { Name = "nothing confirms", ClientConfirms = 0, ApiConfirms = 0 },
        new() { Name = "crashes that roll the cookie back (0.3 %)", CrashWithRollBack = 0.003 },
        new() { Name = "stale copies (0.3 %)", StaleCopy = 0.003 },
        new() { Name = "keys evicted while away for 8 days", KeyEvicted = 0.05 },
        new()
        {
            Name = "keys evicted from one visit to the next", KeyEvicted = 0.05, AwayBeforeEviction = TimeSpan.Zero,
            MustKeepBoundHolders = false,
        },
        new() { Name = "a clock wrong by an hour", ClockError = TimeSpan.FromHours(1) },
        new()
        {
            Name = "store restored to last night, weekly", RestoreEvery = TimeSpan.FromDays(7),
            RestoreKind = RestoreKind.Announced,
        },
        new()
        {
            Name = "store put back in secret, weekly", RestoreEvery = TimeSpan.FromDays(7),
            RestoreKind = RestoreKind.Secret,
        },
    ];

    /// <summary>Every theft that differs.</summary>
    internal static IReadOnlyList<Theft> Thefts { get; } =
    [
        .. from loot in Enum.GetValues<Loot>()
           from sameNetwork in (bool[])[false, true]
           from tactic in Enum.GetValues<Tactic>()
           select new Theft(tactic, loot, sameNetwork),
    ];

    /// <summary>Whether a theft makes sense under a policy: where nothing is bound there is no key to copy.</summary>
    internal static bool Applies(Theft theft, Policy policy) =>
        policy.Bound || theft.Loot is Loot.Cookies or Loot.RefreshCookie;
}
