using Tidelock.Sessions;
using Tidelock.Simulation.Parties;
using Tidelock.Simulation.Servers;

namespace Tidelock.Simulation.Exhaustive;

/// <summary>What is fixed while all interleavings are gone through.</summary>
/// <param name="Bound">The session is bound to the browser's key.</param>
/// <param name="Loot">What the thief copies; null without a thief.</param>
/// <param name="ThiefOnSameNetwork">The thief's requests come from the browser's network.</param>
/// <param name="MayCrash">The browser may die once and fall back to the cookie of before.</param>
internal sealed record Setting(bool Bound, Loot? Loot, bool ThiefOnSameNetwork, bool MayCrash)
{
    /// <summary>The rule that decides; the product's own unless a test wants to see the explorer notice.</summary>
    internal WrongRule Rule { get; init; } = Rotation.Decide;

    /// <summary>How the setting is called in failures.</summary>
    public override string ToString() =>
        $"{(Bound ? "bound" : "unbound")}, "
        + (Loot is { } loot
            ? $"thief with {Theft.Describe(loot)} on {(ThiefOnSameNetwork ? "the same" : "another")} network"
            : "no thief")
        + (MayCrash ? ", one crash" : string.Empty);
}
