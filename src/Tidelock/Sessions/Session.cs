using Tidelock.Tokens;
using Tidelock.Users;

namespace Tidelock.Sessions;

/// <summary>How a session's refresh token travels; fixed at sign-in.</summary>
public enum Channel : byte
{
    /// <summary>In an HttpOnly cookie: browsers.</summary>
    Cookie = 1,

    /// <summary>In request and response bodies: native clients, which store it themselves.</summary>
    Body = 2,
}

/// <summary>
/// One signed-in session: one row for its whole life. Immutable; a decision gives the next state, and the store
/// writes it if nothing else was written meanwhile.
/// </summary>
public sealed record Session
{
    /// <summary>The public id.</summary>
    public required SessionId Id { get; init; }

    /// <summary>Hash of the handle: the key of the row.</summary>
    public required HandleHash Handle { get; init; }

    /// <summary>Whose session it is.</summary>
    public required UserId User { get; init; }

    /// <summary>How the refresh token travels.</summary>
    public required Channel Channel { get; init; }

    /// <summary>"Remember me" was asked for: a persistent cookie and the long idle limit.</summary>
    public required bool Remembered { get; init; }

    /// <summary>The newest generation issued.</summary>
    public required Generation Generation { get; init; }

    /// <summary>The newest generation known to have arrived; null until the first one has. Only ever raised.</summary>
    public Generation? Confirmed { get; init; }

    /// <summary>The network that asked for the newest generation.</summary>
    public required Network RotatedNetwork { get; init; }

    /// <summary>When the newest token was last sent.</summary>
    public required DateTimeOffset AnsweredAt { get; init; }

    /// <summary>The network it was last sent to.</summary>
    public required Network AnsweredNetwork { get; init; }

    /// <summary>The leaky score of late answers from other networks.</summary>
    public LateScore Late { get; init; }

    /// <summary>When a refresh was last held and told; null when none ever was.</summary>
    public DateTimeOffset? HeldAt { get; init; }

    /// <summary>Sign-in; `auth_time` in access tokens.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The last refresh that was answered.</summary>
    public required DateTimeOffset LastUsedAt { get; init; }

    /// <summary>When the session ends unless its user is active again.</summary>
    public required DateTimeOffset IdleExpiresAt { get; init; }

    /// <summary>When the session ends in any case.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Until when an activity (an exam) must not be interrupted by the session limit.</summary>
    public DateTimeOffset? LeasedUntil { get; init; }

    /// <summary>When the session ended; null while it lives.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it ended.</summary>
    public EndReason? EndReason { get; init; }

    /// <summary>The device of the newest generation's holder.</summary>
    public required DeviceContext Device { get; init; }

    /// <summary>The device that signed in. It never changes, so that the owner is known again after a thief.</summary>
    public required DeviceContext SignInDevice { get; init; }

    /// <summary>The user agent last seen, for lists.</summary>
    public required string UserAgent { get; init; }

    /// <summary>The address last seen, for lists.</summary>
    public required string Address { get; init; }

    /// <summary>The key the session is bound to; null when it is not bound.</summary>
    public KeyThumbprint? Key { get; init; }

    /// <summary>The keys it was bound to before re-bindings; a proof by one of them ends the session.</summary>
    public ReplacedKeys ReplacedKeys { get; init; }

    /// <summary>When the bound key last proved itself.</summary>
    public DateTimeOffset? KeyProvedAt { get; init; }

    /// <summary>The last proof that was accepted; it is not accepted again.</summary>
    public ProofId? LastProof { get; init; }

    /// <summary>How many refreshes were answered with a new generation.</summary>
    public long RefreshCount { get; init; }

    /// <summary>The store epoch of the last rotation; no other write moves it.</summary>
    public int Epoch { get; init; }

    /// <summary>Counts the writes to this row. Stamped by the store.</summary>
    public long Version { get; init; }

    /// <summary>True when a key is bound.</summary>
    public bool IsBound => Key is not null;

    /// <summary>Why the session is over at <paramref name="now"/>; null while it lives.</summary>
    public EndReason? OverBecause(DateTimeOffset now) =>
        EndReason ?? (now >= ExpiresAt ? EndReason.Expired : now >= IdleExpiresAt ? EndReason.IdleExpired : null);
}
