namespace Tidelock.Simulation.Worlds;

/// <summary>
/// What life and the network do to honest people in a world. The defaults are an ordinary bad network.
/// </summary>
internal sealed record Circumstances
{
    /// <summary>What these circumstances are called in reports.</summary>
    internal required string Name { get; init; }

    /// <summary>How long the world lasts.</summary>
    internal TimeSpan Length { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Share of answers that are lost after the server committed.</summary>
    internal double AnswerLost { get; init; } = 0.05;

    /// <summary>Share of requests that never reach the server.</summary>
    internal double RequestLost { get; init; } = 0.02;

    /// <summary>Share of renewals before which the network has changed.</summary>
    internal double NetworkChange { get; init; } = 0.10;

    /// <summary>The same before a retry: whoever lost an answer is often on the move.</summary>
    internal double NetworkChangeOnRetry { get; init; } = 0.30;

    /// <summary>Losses come in stretches of bad reception: hours apart, minutes to hours long.</summary>
    internal bool Bursts { get; init; }

    /// <summary>Share of renewals that another tab makes at the same moment.</summary>
    internal double RacingTab { get; init; } = 0.05;

    /// <summary>Share of requests that are under way for up to <see cref="LongestWay"/>.</summary>
    internal double SlowRequest { get; init; } = 0.02;

    /// <summary>The longest time for which a request is under way.</summary>
    internal TimeSpan LongestWay { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>
    /// Share of renewals after which the browser dies and finds the cookie of before when it returns.
    /// </summary>
    internal double CrashWithRollBack { get; init; }

    /// <summary>Share of renewals before which the profile is put back to a state of hours or days ago.</summary>
    internal double StaleCopy { get; init; }

    /// <summary>Share of visits before which the browser has thrown the key away and kept the cookies.</summary>
    internal double KeyEvicted { get; init; }

    /// <summary>How long a person stays away before such a visit.</summary>
    internal TimeSpan AwayBeforeEviction { get; init; } = TimeSpan.FromDays(8);

    /// <summary>How wrong the client's clock is.</summary>
    internal TimeSpan ClockError { get; init; }

    /// <summary>How often the server is gone for some minutes, with all answers under way; zero for never.</summary>
    internal TimeSpan OutageEvery { get; init; }

    /// <summary>
    /// How many programs renew from one credential, each at its own times, reading it before each use.
    /// </summary>
    internal int Programs { get; init; } = 1;

    /// <summary>How often the store is put back to an older state; zero for never.</summary>
    internal TimeSpan RestoreEvery { get; init; }

    /// <summary>How it is put back.</summary>
    internal Servers.RestoreKind RestoreKind { get; init; }

    /// <summary>Share of renewals of which the client's own confirmation arrives at once.</summary>
    internal double ClientConfirms { get; init; } = 0.93;

    /// <summary>Share of renewals after which an API reports the use within minutes.</summary>
    internal double ApiConfirms { get; init; } = 0.5;

    /// <summary>True when a bound holder must not be signed out in any such world.</summary>
    internal bool MustKeepBoundHolders { get; init; } = true;
}
