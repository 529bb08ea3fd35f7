#pragma warning disable CS9113
using Tidelock.Events;
using Tidelock.Sessions;
using Tidelock.Storage.Sqlite.Engine;
using Tidelock.Users;

namespace Tidelock.Storage.Sqlite.Sessions;

internal sealed class SqliteSessionStore(Writer _, ReaderPool __, PendingConfirmations confirmations)
    : ISessionStore
{
    public ValueTask<SessionStart> StartAsync(
        Session session, PasswordHash? verified, HandleHash? replaced, Func<IReadOnlyList<Session>, Admission> admit,
        IReadOnlyList<EventDraft> events, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<SessionGrant?> TryRotateAsync(
        Presentation presented, SessionPolicy policy, EventDraft? told, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<DecidedRefresh?> DecideAsync(
        HandleHash handle, Func<Session, int, DecidedChange> decide, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<IReadOnlyList<Session>> EndAsync(
        EndScope scope, EndReason reason, EventDraft template, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public void Confirm(SessionId session, Generation generation) => confirmations.Add(session, generation);

    public ValueTask<Session?> FindAsync(SessionId id, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<Session?> FindAsync(HandleHash handle, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<IReadOnlyList<Session>> ListAsync(
        UserId user, int endedLimit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<Session>> ListLiveAsync(
        SessionId? after, int limit, DateTimeOffset now, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<int> SweepAsync(
        DateTimeOffset now, DateTimeOffset deleteEndedBefore, int limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
