using Tidelock.Events;
using Tidelock.Sessions;
using Tidelock.Users;

namespace Tidelock.Server.Tests.Hosting;

/// <summary>Counts every call that reaches the store.</summary>
internal sealed class CountingSessionStore(ISessionStore inner) : ISessionStore
{
    private long _calls;

    internal long Calls => Interlocked.Read(ref _calls);

    private ISessionStore Counted
    {
        get
        {
            Interlocked.Increment(ref _calls);
            return inner;
        }
    }

    public ValueTask<SessionStart> StartAsync(
        Session session, PasswordHash? verified, HandleHash? replaced,
        Func<IReadOnlyList<Session>, Admission> admit, IReadOnlyList<EventDraft> events,
        CancellationToken cancellationToken) =>
        Counted.StartAsync(session, verified, replaced, admit, events, cancellationToken);

    public ValueTask<SessionGrant?> TryRotateAsync(
        Presentation presented, SessionPolicy policy, EventDraft? told, CancellationToken cancellationToken) =>
        Counted.TryRotateAsync(presented, policy, told, cancellationToken);

    public ValueTask<DecidedRefresh?> DecideAsync(
        HandleHash handle, Func<Session, int, DecidedChange> decide, CancellationToken cancellationToken) =>
        Counted.DecideAsync(handle, decide, cancellationToken);

    public ValueTask<IReadOnlyList<Session>> EndAsync(
        EndScope scope, EndReason reason, EventDraft template, CancellationToken cancellationToken) =>
        Counted.EndAsync(scope, reason, template, cancellationToken);

    public void RecordLatency(DateTimeOffset answeredAt, TimeSpan took) => inner.RecordLatency(answeredAt, took);

    public ValueTask<IReadOnlyList<RefreshMinute>> RefreshMinutesAsync(
        DateTimeOffset from, CancellationToken cancellationToken) =>
        inner.RefreshMinutesAsync(from, cancellationToken);

    public ValueTask<long> CutAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        inner.CutAsync(before, limit, cancellationToken);

    public void Confirm(SessionId session, Generation generation) => Counted.Confirm(session, generation);

    public ValueTask<Session?> FindAsync(SessionId id, CancellationToken cancellationToken) =>
        Counted.FindAsync(id, cancellationToken);

    public ValueTask<Session?> FindAsync(HandleHash handle, CancellationToken cancellationToken) =>
        Counted.FindAsync(handle, cancellationToken);

    public ValueTask<IReadOnlyList<Session>> ListAsync(
        UserId user, int endedLimit, CancellationToken cancellationToken) =>
        Counted.ListAsync(user, endedLimit, cancellationToken);

    public ValueTask<IReadOnlyList<Session>> ListLiveAsync(
        SessionId? after, int limit, DateTimeOffset now, CancellationToken cancellationToken) =>
        Counted.ListLiveAsync(after, limit, now, cancellationToken);

    public ValueTask<int> SweepAsync(
        DateTimeOffset now, DateTimeOffset deleteEndedBefore, int limit, CancellationToken cancellationToken) =>
        inner.SweepAsync(now, deleteEndedBefore, limit, cancellationToken);
}
