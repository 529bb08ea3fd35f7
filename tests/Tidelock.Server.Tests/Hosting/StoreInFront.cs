using Tidelock.Events;
using Tidelock.Sessions;
using Tidelock.Users;

namespace Tidelock.Server.Tests.Hosting;

/// <summary>Passes everything on to the store behind it.</summary>
internal abstract class StoreInFront(ISessionStore inner) : ISessionStore
{
    public virtual ValueTask<SessionStart> StartAsync(
        Session session, PasswordHash? verified, HandleHash? replaced,
        Func<IReadOnlyList<Session>, Admission> admit, IReadOnlyList<EventDraft> events,
        CancellationToken cancellationToken) =>
        inner.StartAsync(session, verified, replaced, admit, events, cancellationToken);

    public virtual ValueTask<SessionGrant?> TryRotateAsync(
        Presentation presented, SessionPolicy policy, EventDraft? told, CancellationToken cancellationToken) =>
        inner.TryRotateAsync(presented, policy, told, cancellationToken);

    public virtual ValueTask<DecidedRefresh?> DecideAsync(
        HandleHash handle, Func<Session, int, DecidedChange> decide, CancellationToken cancellationToken) =>
        inner.DecideAsync(handle, decide, cancellationToken);

    public virtual ValueTask<IReadOnlyList<Session>> EndAsync(
        EndScope scope, EndReason reason, EventDraft template, CancellationToken cancellationToken) =>
        inner.EndAsync(scope, reason, template, cancellationToken);

    public void RecordLatency(DateTimeOffset answeredAt, TimeSpan took) => inner.RecordLatency(answeredAt, took);

    public ValueTask<IReadOnlyList<RefreshMinute>> RefreshMinutesAsync(
        DateTimeOffset from, CancellationToken cancellationToken) =>
        inner.RefreshMinutesAsync(from, cancellationToken);

    public ValueTask<long> CutAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        inner.CutAsync(before, limit, cancellationToken);

    public void Confirm(SessionId session, Generation generation) => inner.Confirm(session, generation);

    public virtual ValueTask<Session?> FindAsync(SessionId id, CancellationToken cancellationToken) =>
        inner.FindAsync(id, cancellationToken);

    public ValueTask<Session?> FindAsync(HandleHash handle, CancellationToken cancellationToken) =>
        inner.FindAsync(handle, cancellationToken);

    public virtual ValueTask<IReadOnlyList<Session>> ListAsync(
        UserId user, int endedLimit, CancellationToken cancellationToken) =>
        inner.ListAsync(user, endedLimit, cancellationToken);

    public ValueTask<IReadOnlyList<Session>> ListLiveAsync(
        SessionId? after, int limit, DateTimeOffset now, CancellationToken cancellationToken) =>
        inner.ListLiveAsync(after, limit, now, cancellationToken);

    public ValueTask<int> SweepAsync(
        DateTimeOffset now, DateTimeOffset deleteEndedBefore, int limit, CancellationToken cancellationToken) =>
        inner.SweepAsync(now, deleteEndedBefore, limit, cancellationToken);
}
