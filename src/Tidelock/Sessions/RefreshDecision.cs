namespace Tidelock.Sessions;

/// <summary>Why a refresh was held: refused without touching the session.</summary>
public enum HoldReason
{
    /// <summary>The session is bound, and no proof came or one by another key.</summary>
    NoProofOfKey,

    /// <summary>The previous token came from another device while the newest is unconfirmed.</summary>
    OtherDevice,

    /// <summary>The token came by another channel than the one fixed at sign-in.</summary>
    OtherChannel,

    /// <summary>The token's MAC key is compromised, and no proof of the bound key came with it.</summary>
    CompromisedMacKey,

    /// <summary>Binding is required, and the session is from a time when it was not.</summary>
    NotBound,
}

/// <summary>What was remarkable about a rotation; each gives an event.</summary>
[Flags]
public enum RotationNotes
{
    /// <summary>A plain rotation.</summary>
    None = 0,

    /// <summary>The device context changed.</summary>
    DeviceChanged = 1,

    /// <summary>The network changed.</summary>
    NetworkChanged = 2,

    /// <summary>A new key took the place of a silent one.</summary>
    Rebound = 4,

    /// <summary>The client was ahead of a store that had been restored: the epoch says so.</summary>
    CaughtUp = 8,

    /// <summary>A client with the bound key was ahead of a store that nobody said was restored.</summary>
    RolledBack = 16,
}

/// <summary>
/// What is to be done with a presented refresh token: the closed set of outcomes of <see cref="Rotation.Decide"/>.
/// A case that carries a session changes the row to exactly that; the others change nothing.
/// </summary>
public abstract record RefreshDecision
{
    private RefreshDecision()
    {
    }

    /// <summary>The row after the decision; null when it stays as it is.</summary>
    public virtual Session? After => null;

    /// <summary>The client expected another session: 409, and its cookie stays as it is.</summary>
    public sealed record Mismatch : RefreshDecision;

    /// <summary>The session is over.</summary>
    public sealed record Refuse(EndReason Reason) : RefreshDecision;

    /// <summary>The proof does not hold: try again with a fresh nonce.</summary>
    public sealed record AskNonce : RefreshDecision;

    /// <summary>
    /// Refused, and the session is left to its holder. <see cref="After"/> is set when an event is due.
    /// </summary>
    public sealed record Hold(HoldReason Reason, Session? Noted) : RefreshDecision
    {
        /// <inheritdoc />
        public override Session? After => Noted;
    }

    /// <summary>A new generation is issued.</summary>
    public sealed record Rotate(Session Next, RotationNotes Notes) : RefreshDecision
    {
        /// <inheritdoc />
        public override Session? After => Next;
    }

    /// <summary>The newest token is sent again.</summary>
    public sealed record Replay(Session Next, bool CountedLate) : RefreshDecision
    {
        /// <inheritdoc />
        public override Session? After => Next;
    }

    /// <summary>409: the client re-reads its credential and tries again.</summary>
    public sealed record Supersede : RefreshDecision;

    /// <summary>The session is ended.</summary>
    public sealed record End(EndReason Reason, Session Ended) : RefreshDecision
    {
        /// <inheritdoc />
        public override Session? After => Ended;
    }

    /// <summary>
    /// It would be served, but the session has had its share for now: 429, and nothing changed. Not a rule of the
    /// protocol; <see cref="RefreshSession"/> puts it in the place of what the rate limit holds back.
    /// </summary>
    public sealed record Limit : RefreshDecision;

    /// <summary>
    /// A generation from the future that a restored store can't judge: refused, with a critical event.
    /// </summary>
    public sealed record Reject : RefreshDecision;
}
