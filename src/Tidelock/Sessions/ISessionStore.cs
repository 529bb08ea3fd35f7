using Tidelock.Events;
using Tidelock.Tokens;
using Tidelock.Users;

namespace Tidelock.Sessions;

/// <summary>
/// A session together with what the application puts into its access tokens, read in the same transaction.
/// </summary>
/// <param name="Session">The row as it is after the change.</param>
/// <param name="Roles">The user's roles now.</param>
public sealed record SessionGrant(Session Session, IReadOnlyList<string> Roles);

/// <summary>What a decision changes: nothing, or the row to exactly this, with its events.</summary>
/// <param name="Decision">The decision, handed back to the caller.</param>
/// <param name="Events">Events to write with it.</param>
public sealed record DecidedChange(RefreshDecision Decision, IReadOnlyList<EventDraft> Events);

/// <summary>What came of a decision on a row.</summary>
/// <param name="Decision">The decision.</param>
/// <param name="Grant">The row after it.</param>
public sealed record DecidedRefresh(RefreshDecision Decision, SessionGrant Grant);

/// <summary>What came of starting a session.</summary>
/// <param name="Admission">What the limits said; null when they were not asked.</param>
/// <param name="Grant">The session; null when it was refused, or its user is gone, disabled or has another
/// password.</param>
/// <param name="Ended">The handles of the sessions that ended for it.</param>
public sealed record SessionStart(Admission? Admission, SessionGrant? Grant, IReadOnlyList<HandleHash> Ended);

/// <summary>Which sessions to end.</summary>
public abstract record EndScope
{
    private EndScope()
    {
    }

    /// <summary>The session of a refresh token.</summary>
    public sealed record ByHandle(HandleHash Handle) : EndScope;

    /// <summary>One session by its id; of <paramref name="Owner"/> only, where given.</summary>
    public sealed record ById(SessionId Id, UserId? Owner) : EndScope;

    /// <summary>All of a user's sessions but <paramref name="Except"/>, where given.</summary>
    public sealed record OfUser(UserId User, SessionId? Except) : EndScope;
}

/// <summary>
/// The sessions of one store. Every method that writes is one transaction and durable when its task completes;
/// cancelling gives up the wait, never half of the change.
/// </summary>
public interface ISessionStore
{
    /// <summary>
    /// Inserts <paramref name="session"/>. In the same transaction <paramref name="admit"/> sees the user's sessions
    /// that have not ended and says which end for it; the session of <paramref name="replaced"/> ends whoever's it
    /// is. Each ended session adds its own event. Refused when the user is gone or disabled, or when the password
    /// that was checked (<paramref name="verified"/>, null when none was) is not the user's password any more.
    /// </summary>
    ValueTask<SessionStart> StartAsync(
        Session session,
        PasswordHash? verified,
        HandleHash? replaced,
        Func<IReadOnlyList<Session>, Admission> admit,
        IReadOnlyList<EventDraft> events,
        CancellationToken cancellationToken);

    /// <summary>
    /// The common path, one compare-and-set: a plain rotation, made only if the row is live, its generation is the
    /// one presented, channel, device, network and expectation are as presented, the session is bound to the proved
    /// key (or unbound, where binding is not required) and the proof is not the last one again. The next row is exactly
    /// what <see cref="Rotation.Decide"/> gives for it. <paramref name="told"/>, where given, is written with the
    /// session's id and user filled in, the user as its actor.
    /// </summary>
    /// <returns>The session after the rotation; null sends the caller down <see cref="DecideAsync"/>.</returns>
    ValueTask<SessionGrant?> TryRotateAsync(
        Presentation presented, SessionPolicy policy, EventDraft? told, CancellationToken cancellationToken);

    /// <summary>
    /// Reads the row, lets <paramref name="decide"/> (pure, quick) judge it with the store's epoch, and writes what it
    /// says, all in one atomic step. Null when there is no such session.
    /// </summary>
    ValueTask<DecidedRefresh?> DecideAsync(
        HandleHash handle, Func<Session, int, DecidedChange> decide, CancellationToken cancellationToken);

    /// <summary>
    /// Ends live sessions with <paramref name="reason"/>. Each adds a <see cref="EventCatalogue.SessionEnded"/> event
    /// made from <paramref name="template"/> (its actor, time and context) with the session's user and id.
    /// </summary>
    /// <returns>The sessions that this call ended.</returns>
    ValueTask<IReadOnlyList<Session>> EndAsync(
        EndScope scope, EndReason reason, EventDraft template, CancellationToken cancellationToken);

    /// <summary>
    /// Raises <see cref="Session.Confirmed"/> to the given generation, never above the newest and never down.
    /// Lazy: batched, and not awaited for durability.
    /// </summary>
    void Confirm(SessionId session, Generation generation);

    /// <summary>
    /// Counts the time of one answered refresh in its minute's roll-up. Lazy: batched, and not awaited for durability.
    /// </summary>
    void RecordLatency(DateTimeOffset answeredAt, TimeSpan took);

    /// <summary>The roll-up of each minute from <paramref name="from"/> on, at most a day of them.</summary>
    ValueTask<IReadOnlyList<RefreshMinute>> RefreshMinutesAsync(
        DateTimeOffset from, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes what no longer serves: the roll-ups of minutes before <paramref name="before"/>, and, where they have
    /// become many, user agents that no session has any more. In transactions of at most <paramref name="limit"/> rows,
    /// so that it never holds up the writer.
    /// </summary>
    /// <returns>How many rows were deleted.</returns>
    ValueTask<long> CutAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken);

    /// <summary>The session with this id, ended or not.</summary>
    ValueTask<Session?> FindAsync(SessionId id, CancellationToken cancellationToken);

    /// <summary>The session with this handle, ended or not.</summary>
    ValueTask<Session?> FindAsync(HandleHash handle, CancellationToken cancellationToken);

    /// <summary>
    /// A user's sessions, last used first; the ended ones among them newest first, at most <paramref
    /// name="endedLimit"/>.
    /// </summary>
    ValueTask<IReadOnlyList<Session>> ListAsync(UserId user, int endedLimit, CancellationToken cancellationToken);

    /// <summary>Live sessions of all users, by id, after <paramref name="after"/> (null from the start).</summary>
    ValueTask<IReadOnlyList<Session>> ListLiveAsync(
        SessionId? after, int limit, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// Marks sessions that have expired as ended, with their events, and deletes rows that ended before
    /// <paramref name="deleteEndedBefore"/>; at most <paramref name="limit"/> rows of each, so that it never holds up
    /// the writer.
    /// </summary>
    /// <returns>How many rows were touched; call again while it equals the limit.</returns>
    ValueTask<int> SweepAsync(
        DateTimeOffset now, DateTimeOffset deleteEndedBefore, int limit, CancellationToken cancellationToken);
}
