using Tidelock.Events;
using Tidelock.Sessions;
using Tidelock.Users;

namespace Tidelock.Server.Tests.Secrets;

/// <summary>A store of sessions that fails when it is told to.</summary>
internal sealed class SessionsThatFail(ISessionStore inner, CarelessFailure failure) : ISessionStore
{
    public ValueTask<SessionStart> StartAsync(
        Session session, PasswordHash? verified, HandleHash? replaced,
        Func<IReadOnlyList<Session>, Admission> admit, IReadOnlyList<EventDraft> events,
        CancellationToken cancellationToken) =>
        failure.Before(inner, session, verified, replaced, events)
            .StartAsync(session, verified, replaced, admit, events, cancellationToken);

    public ValueTask<SessionGrant?> TryRotateAsync(
        Presentation presented, SessionPolicy policy, EventDraft? told, CancellationToken cancellationToken) =>
        failure.Before(inner, presented, policy, told).TryRotateAsync(presented, policy, told, cancellationToken);

    public ValueTask<DecidedRefresh?> DecideAsync(
        HandleHash handle, Func<Session, int, DecidedChange> decide, CancellationToken cancellationToken) =>
        failure.Before(inner, handle).DecideAsync(handle, decide, cancellationToken);

    public ValueTask<IReadOnlyList<Session>> EndAsync(
        EndScope scope, EndReason reason, EventDraft template, CancellationToken cancellationToken) =>
        failure.Before(inner, scope, reason, template).EndAsync(scope, reason, template, cancellationToken);

    public void RecordLatency(DateTimeOffset answeredAt, TimeSpan took) => inner.RecordLatency(answeredAt, took);

    public ValueTask<IReadOnlyList<RefreshMinute>> RefreshMinutesAsync(
        DateTimeOffset from, CancellationToken cancellationToken) =>
        inner.RefreshMinutesAsync(from, cancellationToken);

    public ValueTask<long> CutAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        inner.CutAsync(before, limit, cancellationToken);

    public void Confirm(SessionId session, Generation generation) =>
        failure.Before(inner, session, generation).Confirm(session, generation);

    public ValueTask<Session?> FindAsync(SessionId id, CancellationToken cancellationToken) =>
        failure.Before(inner, id).FindAsync(id, cancellationToken);

    public ValueTask<Session?> FindAsync(HandleHash handle, CancellationToken cancellationToken) =>
        failure.Before(inner, handle).FindAsync(handle, cancellationToken);

    public ValueTask<IReadOnlyList<Session>> ListAsync(
        UserId user, int endedLimit, CancellationToken cancellationToken) =>
        failure.Before(inner, user).ListAsync(user, endedLimit, cancellationToken);

    public ValueTask<IReadOnlyList<Session>> ListLiveAsync(
        SessionId? after, int limit, DateTimeOffset now, CancellationToken cancellationToken) =>
        failure.Before(inner, after).ListLiveAsync(after, limit, now, cancellationToken);

    public ValueTask<int> SweepAsync(
        DateTimeOffset now, DateTimeOffset deleteEndedBefore, int limit, CancellationToken cancellationToken) =>
        inner.SweepAsync(now, deleteEndedBefore, limit, cancellationToken);
}
