namespace Tidelock.Simulation.Parties;

/// <summary>When a thief acts.</summary>
public enum Tactic
{
    /// <summary>A moment after each of the victim's renewals.</summary>
    Follows,

    /// <summary>A moment before each of the victim's renewals, and uses what it gets at once.</summary>
    PreEmpts,

    /// <summary>Renews just before the victim and uses what it got only after the victim renewed.</summary>
    Silent,

    /// <summary>Renews as often as it can and uses everything at once.</summary>
    Greedy,

    /// <summary>Renews while the victim sleeps, and is gone before the victim is back.</summary>
    AtNight,
}

/// <summary>What was copied.</summary>
public enum Loot
{
    /// <summary>The refresh cookie alone.</summary>
    RefreshCookie,

    /// <summary>All cookies, so that the device looks the same.</summary>
    Cookies,

    /// <summary>All cookies, and proofs that a script on the page had signed for the next hours.</summary>
    CookiesAndProofs,

    /// <summary>All cookies and the key itself.</summary>
    CookiesAndKey,
}

/// <summary>A theft: what was taken, how it is used, and from where.</summary>
/// <param name="Tactic">When the thief acts.</param>
/// <param name="Loot">What was copied.</param>
/// <param name="SameNetwork">The thief's requests come from whichever network the victim is on.</param>
internal sealed record Theft(Tactic Tactic, Loot Loot, bool SameNetwork)
{
    /// <summary>How the theft is called in reports.</summary>
    public override string ToString() =>
        $"{Describe(Tactic)}, {(SameNetwork ? "same" : "other")} network, {Describe(Loot)}";

    internal static string Describe(Tactic tactic) => tactic switch
    {
        Tactic.Follows => "follows",
        Tactic.PreEmpts => "pre-empts",
        Tactic.Silent => "silent",
        Tactic.Greedy => "greedy",
        _ => "at night",
    };

    internal static string Describe(Loot loot) => loot switch
    {
        Loot.RefreshCookie => "refresh cookie",
        Loot.Cookies => "all cookies",
        Loot.CookiesAndProofs => "cookies and proofs signed ahead",
        _ => "cookies and key",
    };
}
