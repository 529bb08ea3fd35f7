using Tidelock.Simulation.Parties;

namespace Tidelock.Simulation.Lab;

/// <summary>What the protocol page promises of a theft, within a week.</summary>
/// <param name="Stopped">The least share of thieves who can't renew any more.</param>
/// <param name="Minutes">The most minutes of API use that half of them get.</param>
internal sealed record Promise(double Stopped, double Minutes)
{
    private static readonly Promise RefusedAtOnce = new(1, 0);

    /// <summary>The promise; null for the cases that no protocol can decide, which the page names.</summary>
    internal static Promise? Of(Theft theft, bool bound) => bound ? OfBound(theft) : OfUnbound(theft);

    private static Promise? OfBound(Theft theft) => theft switch
    {
        { Loot: Loot.RefreshCookie or Loot.Cookies } => RefusedAtOnce,
        { Loot: Loot.CookiesAndProofs, SameNetwork: false } => RefusedAtOnce,
        { Loot: Loot.CookiesAndProofs } => new(1, 375),
        { SameNetwork: true } or { Tactic: Tactic.AtNight } => null,
        { Tactic: Tactic.Follows } => new(0.99, 75),
        { Tactic: Tactic.Greedy } => new(0.99, 1500),
        _ => new(0.99, 90),
    };

    private static Promise? OfUnbound(Theft theft) => theft switch
    {
        { Tactic: Tactic.Silent, Loot: Loot.Cookies, SameNetwork: true } => null,
        { Tactic: Tactic.Silent, Loot: Loot.Cookies } => new(0.99, 90),
        { Tactic: Tactic.Follows } => new(0.99, 1),
        { Tactic: Tactic.Greedy or Tactic.AtNight } => new(0.99, 600),
        _ => new(0.99, 30),
    };
}
