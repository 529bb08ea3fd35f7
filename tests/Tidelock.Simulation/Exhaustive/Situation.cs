using Tidelock.Sessions;

namespace Tidelock.Simulation.Exhaustive;

/// <summary>What a tab is doing.</summary>
internal enum TabPhase : byte
{
    /// <summary>Nothing.</summary>
    Idle,

    /// <summary>Its request is under way.</summary>
    Asking,

    /// <summary>An answer with a token is under way to it.</summary>
    Served,

    /// <summary>An answer without one is under way to it.</summary>
    Refused,
}

/// <summary>A tab of the honest browser.</summary>
/// <param name="Phase">What it is doing.</param>
/// <param name="Generation">The generation it presented, or is being sent.</param>
/// <param name="Moved">The browser was on its other network when the request left.</param>
internal readonly record struct Tab(TabPhase Phase, int Generation, bool Moved = false);

/// <summary>How far "both keep going" has come: each step by a holder whose token is known to have arrived.</summary>
internal enum Turns : byte
{
    /// <summary>Nobody else holds the session.</summary>
    None,

    /// <summary>The thief renewed, and it was confirmed.</summary>
    Thief,

    /// <summary>Then the victim did.</summary>
    ThiefThenVictim,
}

/// <summary>
/// Everything that matters of a session, a browser with two tabs and a thief at one moment. The row is the product's
/// own; its times are moved instead of the clock, so that the same situation is the same value.
/// </summary>
internal sealed record Situation
{
    /// <summary>The session's row.</summary>
    internal required Session Row { get; init; }

    /// <summary>One tab.</summary>
    internal Tab First { get; init; }

    /// <summary>The other.</summary>
    internal Tab Second { get; init; }

    /// <summary>The generation in the cookie jar.</summary>
    internal int Jar { get; init; }

    /// <summary>The generation that a crash falls back to.</summary>
    internal int OnDisk { get; init; }

    /// <summary>The browser is on its other network.</summary>
    internal bool Moved { get; init; }

    /// <summary>The browser died once.</summary>
    internal bool Crashed { get; init; }

    /// <summary>The generation the thief holds; null before the theft and when it gave up.</summary>
    internal int? Thief { get; init; }

    /// <summary>A theft has happened.</summary>
    internal bool Stolen { get; init; }

    /// <summary>The newest generation that went to the thief, not yet used anywhere; null when there is none.</summary>
    internal int? ThiefUnused { get; init; }

    /// <summary>How far both kept going.</summary>
    internal Turns Turns { get; init; }

    /// <summary>How many times the clock was moved on.</summary>
    internal byte Waits { get; init; }
}
