using Tidelock.Events;
using Tidelock.Sessions;
using Tidelock.Storage.Sqlite.Engine;
using Tidelock.Storage.Sqlite.Events;
using Tidelock.Storage.Sqlite.Users;
using Tidelock.Users;

namespace Tidelock.Storage.Sqlite.Sessions;

/// <summary>The sessions' rows: every change here is one item of a group commit.</summary>
internal sealed class SqliteSessionStore(
    Writer writer, ReaderPool readers, PendingConfirmations confirmations, PendingLatencies latencies) : ISessionStore
{
    private readonly SessionSweep _sweep = new(writer, readers);
    private readonly UserAgentSweep _userAgents = new(writer, readers);

    /// <inheritdoc />
    public ValueTask<SessionStart> StartAsync(
        Session session, PasswordHash? verified, HandleHash? replaced, Func<IReadOnlyList<Session>, Admission> admit,
        IReadOnlyList<EventDraft> events, CancellationToken cancellationToken)
    {
        if (session.IdleExpiresAt > session.ExpiresAt)
        {
            throw new ArgumentException("The idle expiry lies behind the absolute one.", nameof(session));
        }

        return writer.RunAsync(
            scope => Start(scope, session, verified, replaced, admit, events), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<SessionGrant?> TryRotateAsync(
        Presentation presented, SessionPolicy policy, EventDraft? told, CancellationToken cancellationToken) =>
        told is null
            ? writer.RunStatementAsync(scope => TryRotate(scope, presented, policy), cancellationToken)
            : writer.RunAsync(scope => TryRotateAndTell(scope, presented, policy, told), cancellationToken);

    /// <inheritdoc />
    public ValueTask<DecidedRefresh?> DecideAsync(
        HandleHash handle, Func<Session, int, DecidedChange> decide, CancellationToken cancellationToken) =>
        writer.RunAsync(scope => Decide(scope, handle, decide), cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<Session>> EndAsync(
        EndScope scope, EndReason reason, EventDraft template, CancellationToken cancellationToken) =>
        writer.RunAsync<IReadOnlyList<Session>>(
            write => SessionEnding.End(write, InScope(write, scope), reason, template), cancellationToken);

    /// <inheritdoc />
    public void Confirm(SessionId session, Generation generation) => confirmations.Add(session, generation);

    /// <inheritdoc />
    public void RecordLatency(DateTimeOffset answeredAt, TimeSpan took) => latencies.Add(answeredAt, took);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<RefreshMinute>> RefreshMinutesAsync(
        DateTimeOffset from, CancellationToken cancellationToken) =>
        readers.ReadAsync(connection => RefreshMinutes.Read(connection, from), cancellationToken);

    /// <inheritdoc />
    public async ValueTask<long> CutAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken)
    {
        var all = await _userAgents.RunAsync(limit, cancellationToken);
        for (var some = limit; some > 0; all += some)
        {
            some = await writer.RunAsync(
                scope => RefreshMinutes.Delete(scope.Connection, before, limit), cancellationToken);
        }

        return all;
    }

    /// <inheritdoc />
    public ValueTask<Session?> FindAsync(SessionId id, CancellationToken cancellationToken) =>
        readers.ReadAsync(connection => SessionReads.Find(connection, id), cancellationToken);

    /// <inheritdoc />
    public ValueTask<Session?> FindAsync(HandleHash handle, CancellationToken cancellationToken) =>
        readers.ReadAsync(connection => SessionReads.Find(connection, handle), cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<Session>> ListAsync(
        UserId user, int endedLimit, CancellationToken cancellationToken) =>
        readers.ReadAsync(connection => SessionReads.List(connection, user, endedLimit), cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<Session>> ListLiveAsync(
        SessionId? after, int limit, DateTimeOffset now, CancellationToken cancellationToken) =>
        readers.ReadAsync(connection => SessionReads.ListLive(connection, after, limit, now), cancellationToken);

    /// <inheritdoc />
    public ValueTask<int> SweepAsync(
        DateTimeOffset now, DateTimeOffset deleteEndedBefore, int limit, CancellationToken cancellationToken) =>
        _sweep.RunAsync(now, deleteEndedBefore, limit, cancellationToken);

    private static SessionStart Start(
        WriteScope scope, Session session, PasswordHash? verified, HandleHash? replaced,
        Func<IReadOnlyList<Session>, Admission> admit, IReadOnlyList<EventDraft> events)
    {
        var user = UserRow.Find(scope.Connection, session.User);
        if (user is null || user.User.DisabledAt is not null || (verified is not null && verified != user.Password))
        {
            return new(null, null, []);
        }

        var admission = admit(SessionWrites.Live(scope, user.Number));
        if (admission is not Admission.Admit admitted)
        {
            return new(admission, null, []);
        }

        EventWrites.Append(scope, events);
        var template = events.Count > 0 ? events[0] : ByServer(session.CreatedAt);
        var ended = MakeRoom(scope, admitted, replaced, template);
        var started = SessionWrites.Insert(scope, session, user.Number);
        return new(admission, new(started, user.User.Roles), ended);
    }

    private static List<HandleHash> MakeRoom(
        WriteScope scope, Admission.Admit admitted, HandleHash? replaced, EventDraft template)
    {
        var ended = new List<HandleHash>();
        foreach (var (session, reason) in admitted.Ending)
        {
            var isOver = session.OverBecause(template.At) == reason;
            SessionEnding.EndOne(scope, session, reason, isOver ? ByServer(template.At) : template);
            ended.Add(session.Handle);
        }

        if (replaced is { } handle && !ended.Contains(handle)
            && SessionWrites.Find(scope, handle) is { Session: { EndedAt: null } other })
        {
            SessionEnding.End(scope, [other], EndReason.ReplacedBySignIn, template);
            ended.Add(handle);
        }

        return ended;
    }

    /// <summary>The template for what nobody asked for.</summary>
    private static EventDraft ByServer(DateTimeOffset at) =>
        new() { At = at, Kind = EventCatalogue.SessionEnded, Actor = Actor.System };

    private static SessionGrant? TryRotate(WriteScope scope, Presentation presented, SessionPolicy policy)
    {
        var grant = SessionWrites.TryRotate(scope, presented, policy);
        if (grant is not null)
        {
            scope.Refreshes.Count(presented.Now);
        }

        return grant;
    }

    private static SessionGrant? TryRotateAndTell(
        WriteScope scope, Presentation presented, SessionPolicy policy, EventDraft told)
    {
        if (SessionWrites.TryRotate(scope, presented, policy) is not { Session: var session } grant)
        {
            return null;
        }

        EventWrites.Append(
            scope, told with { User = session.User, Session = session.Id, Actor = Actor.Of(session.User) });
        scope.Refreshes.Count(presented.Now);
        return grant;
    }

    private static DecidedRefresh? Decide(
        WriteScope scope, HandleHash handle, Func<Session, int, DecidedChange> decide)
    {
        if (SessionWrites.Find(scope, handle) is not { Session: var before } found)
        {
            return null;
        }

        var change = decide(before, scope.Epoch);
        var after = change.Decision.After;
        if (after is { EndedAt: null } && before.EndedAt is not null)
        {
            throw new InvalidOperationException("A session that has ended can't be changed any more.");
        }

        var written = after is null ? before : SessionWrites.Update(scope, found, after);
        EventWrites.Append(scope, change.Events);
        if (change.Decision is RefreshDecision.Rotate)
        {
            scope.Refreshes.Count(written.AnsweredAt);
        }

        return new(change.Decision, new(written, found.Roles));
    }

    private static IEnumerable<Session> InScope(WriteScope write, EndScope scope) => scope switch
    {
        EndScope.ByHandle byHandle => One(SessionWrites.Find(write, byHandle.Handle)?.Session),
        EndScope.ById byId => One(SessionReads.Find(write.Connection, byId.Id)).Where(
            session => byId.Owner is null || session.User == byId.Owner),
        EndScope.OfUser ofUser when UserRow.Find(write.Connection, ofUser.User) is { } user =>
            SessionWrites.Live(write, user.Number).Where(session => session.Id != ofUser.Except),
        _ => [],
    };

    private static Session[] One(Session? session) => session is { EndedAt: null } ? [session] : [];
}
