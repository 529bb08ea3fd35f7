namespace Tidelock.Sessions;

/// <summary>Whether sessions are bound to a key of the client.</summary>
public enum BindingMode
{
    /// <summary>Sign-in without a proof is refused.</summary>
    Required,

    /// <summary>Bound when the client brings a proof; a lost key may be replaced after a day.</summary>
    Preferred,

    /// <summary>New sessions are not bound; those that are stay so.</summary>
    Off,
}

/// <summary>What happens when a user who has the allowed number of sessions signs in once more.</summary>
public enum SessionLimitAction
{
    /// <summary>The session used least recently ends.</summary>
    EndLeastRecentlyUsed,

    /// <summary>The sign-in is refused.</summary>
    RefuseSignIn,
}

/// <summary>The rules of session life at run time: immutable, made from validated options.</summary>
public sealed record SessionPolicy
{
    /// <summary>Longest life of a session.</summary>
    public TimeSpan AbsoluteLife { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Idle limit without "remember me".</summary>
    public TimeSpan IdleLife { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Idle limit with "remember me".</summary>
    public TimeSpan RememberedIdleLife { get; init; } = TimeSpan.FromDays(14);

    /// <summary>Most sessions one user may have at once.</summary>
    public int MaxPerUser { get; init; } = 5;

    /// <summary>What happens at that limit.</summary>
    public SessionLimitAction AtLimit { get; init; } = SessionLimitAction.EndLeastRecentlyUsed;

    /// <summary>Whether refresh tokens rotate; without it one token lives as long as its session.</summary>
    public bool Rotate { get; init; } = true;

    /// <summary>Whether sessions are bound.</summary>
    public BindingMode Binding { get; init; } = BindingMode.Preferred;

    /// <summary>
    /// How long the previous token is met with "re-read your credential" once its successor is in use.
    /// </summary>
    public TimeSpan Overlap { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The same for the device and network that hold the newest token: a request of theirs that was long under way
    /// is no theft, and the answer gives nothing away.
    /// </summary>
    public TimeSpan SameDeviceOverlap { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The most generations by which a request of the holder's own device may be overtaken while it is under way:
    /// as many rotations as a session may make in a minute by default.
    /// </summary>
    public int MaxOvertaken { get; init; } = 10;

    /// <summary>How long the old key must have been silent before another may take its place.</summary>
    public TimeSpan RebindDelay { get; init; } = TimeSpan.FromHours(24);

    /// <summary>At most one event in this time for refreshes that are held, per session.</summary>
    public TimeSpan HoldEventInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The most generations a client may be ahead of a restored store.</summary>
    public int MaxCatchUp { get; init; } = 10_000;

    /// <summary>The idle limit that applies to a session.</summary>
    public TimeSpan IdleLifeOf(bool remembered) => remembered ? RememberedIdleLife : IdleLife;
}
