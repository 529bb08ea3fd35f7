using Tidelock.Events;
using Tidelock.Sessions;
using Tidelock.Users;

namespace Tidelock.Simulation.Memory;

/// <summary>
/// The rows of <see cref="MemoryStore"/>: immutable sessions in a dictionary, so that a copy is cheap.
/// </summary>
internal sealed class MemorySessions : ISessionStore
{
    private readonly Dictionary<UserId, PasswordHash?> _passwords = [];
    private readonly MemoryMinutes _minutes = new();
    private Dictionary<HandleHash, Session> _rows = [];
    private Dictionary<SessionId, HandleHash> _handles = [];

    /// <summary>Who may have sessions.</summary>
    internal Dictionary<UserId, User> Users { get; } = [];

    /// <summary>What was told, in order.</summary>
    internal List<EventDraft> Told { get; } = [];

    /// <summary>The epoch of this store.</summary>
    internal int Epoch { get; private set; } = 1;

    /// <summary>What the roll-ups of refreshes take.</summary>
    internal long RollUpRows => _minutes.Rows;

    /// <summary>Sets the verifier of a user.</summary>
    internal void SetPassword(UserId user, PasswordHash? password) => _passwords[user] = password;

    /// <summary>Every session as it is now.</summary>
    internal Snapshot Copy() => new(new(_rows), new(_handles), Epoch);

    /// <summary>Puts back what was copied.</summary>
    internal void PutBack(Snapshot copy, bool raiseEpoch)
    {
        (_rows, _handles) = (new(copy.Rows), new(copy.Handles));
        Epoch = raiseEpoch ? Epoch + 1 : copy.Epoch;
    }

    /// <inheritdoc />
    public ValueTask<SessionStart> StartAsync(
        Session session, PasswordHash? verified, HandleHash? replaced, Func<IReadOnlyList<Session>, Admission> admit,
        IReadOnlyList<EventDraft> events, CancellationToken cancellationToken)
    {
        if (session.IdleExpiresAt > session.ExpiresAt)
        {
            throw new ArgumentException("The idle expiry lies behind the absolute one.", nameof(session));
        }

        if (!Users.TryGetValue(session.User, out var user) || user.DisabledAt is not null
            || (verified is not null && verified != _passwords.GetValueOrDefault(session.User)))
        {
            return new(new SessionStart(null, null, []));
        }

        var admission = admit(Live(session.User));
        if (admission is not Admission.Admit admitted)
        {
            return new(new SessionStart(admission, null, []));
        }

        Told.AddRange(events);
        var ended = MakeRoom(admitted, replaced, events.Count > 0 ? events[0] : ByServer(session.CreatedAt));
        var started = session with { Epoch = Epoch, Version = 1 };
        _rows.Add(started.Handle, started);
        _handles.Add(started.Id, started.Handle);
        return new(new SessionStart(admission, new(started, user.Roles), ended));
    }

    /// <inheritdoc />
    public ValueTask<SessionGrant?> TryRotateAsync(
        Presentation presented, SessionPolicy policy, EventDraft? told, CancellationToken cancellationToken)
    {
        if (!_rows.TryGetValue(presented.Handle, out var row)
            || Rotation.Decide(row, presented, Epoch, policy)
                is not RefreshDecision.Rotate { Notes: RotationNotes.None, Next: var next })
        {
            return new((SessionGrant?)null);
        }

        var written = Write(row, next);
        _minutes.Count(presented.Now);
        if (told is not null)
        {
            Told.Add(told with { User = row.User, Session = row.Id, Actor = Actor.Of(row.User) });
        }

        return new(new SessionGrant(written, Users[row.User].Roles));
    }

    /// <inheritdoc />
    public ValueTask<DecidedRefresh?> DecideAsync(
        HandleHash handle, Func<Session, int, DecidedChange> decide, CancellationToken cancellationToken)
    {
        if (!_rows.TryGetValue(handle, out var row))
        {
            return new((DecidedRefresh?)null);
        }

        var change = decide(row, Epoch);
        if (change.Decision.After is { EndedAt: null } && row.EndedAt is not null)
        {
            throw new InvalidOperationException("A session that has ended can't be changed any more.");
        }

        var written = change.Decision.After is { } after ? Write(row, after) : row;
        Told.AddRange(change.Events);
        if (change.Decision is RefreshDecision.Rotate)
        {
            _minutes.Count(written.AnsweredAt);
        }

        return new(new DecidedRefresh(change.Decision, new(written, Users[row.User].Roles)));
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<Session>> EndAsync(
        EndScope scope, EndReason reason, EventDraft template, CancellationToken cancellationToken)
    {
        var ended = new List<Session>();
        foreach (var session in InScope(scope).Where(session => session.EndedAt is null).ToList())
        {
            if (session.OverBecause(template.At) is { } over)
            {
                End(session, over, ByServer(template.At));
            }
            else
            {
                ended.Add(End(session, reason, template));
            }
        }

        return new((IReadOnlyList<Session>)ended);
    }

    /// <inheritdoc />
    public void Confirm(SessionId session, Generation generation)
    {
        if (_handles.TryGetValue(session, out var handle) && _rows[handle] is { EndedAt: null } row
            && generation <= row.Generation && !(row.Confirmed >= generation))
        {
            _rows[handle] = row with { Confirmed = generation, Version = row.Version + 1 };
        }
    }

    /// <inheritdoc />
    public void RecordLatency(DateTimeOffset answeredAt, TimeSpan took) => _minutes.RecordLatency(answeredAt, took);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<RefreshMinute>> RefreshMinutesAsync(
        DateTimeOffset from, CancellationToken cancellationToken) => new(_minutes.Read(from));

    /// <inheritdoc />
    public ValueTask<Session?> FindAsync(SessionId id, CancellationToken cancellationToken) =>
        new(_handles.TryGetValue(id, out var handle) ? _rows[handle] : null);

    /// <inheritdoc />
    public ValueTask<Session?> FindAsync(HandleHash handle, CancellationToken cancellationToken) =>
        new(_rows.GetValueOrDefault(handle));

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<Session>> ListAsync(
        UserId user, int endedLimit, CancellationToken cancellationToken) =>
        new((IReadOnlyList<Session>)
        [
            .. Live(user).OrderByDescending(session => session.LastUsedAt),
            .. _rows.Values.Where(session => session.User == user && session.EndedAt is not null)
                .OrderByDescending(session => session.EndedAt).Take(endedLimit),
        ]);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<Session>> ListLiveAsync(
        SessionId? after, int limit, DateTimeOffset now, CancellationToken cancellationToken) =>
        new((IReadOnlyList<Session>)
        [
            .. _rows.Values
                .Where(session => session.OverBecause(now) is null && !(session.Id.Value <= after?.Value))
                .OrderBy(session => session.Id.Value).Take(limit),
        ]);

    /// <inheritdoc />
    public ValueTask<int> SweepAsync(
        DateTimeOffset now, DateTimeOffset deleteEndedBefore, int limit, CancellationToken cancellationToken)
    {
        var expired = _rows.Values
            .Where(session => session.EndedAt is null && session.IdleExpiresAt <= now).Take(limit).ToList();
        foreach (var session in expired)
        {
            End(session, session.OverBecause(now)!, ByServer(now));
        }

        var old = _rows.Values.Where(session => session.EndedAt < deleteEndedBefore).Take(limit).ToList();
        foreach (var session in old)
        {
            _rows.Remove(session.Handle);
            _handles.Remove(session.Id);
        }

        return new(Math.Max(expired.Count, old.Count));
    }

    /// <inheritdoc />
    public ValueTask<long> CutAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        new(_minutes.Cut(before));

    private List<Session> Live(UserId user) =>
        [.. _rows.Values.Where(session => session.User == user && session.EndedAt is null)];

    private Session Write(Session before, Session after)
    {
        var confirmed = after.Confirmed is { } new_ && !(before.Confirmed >= new_) ? after.Confirmed : before.Confirmed;
        return _rows[before.Handle] = after with { Confirmed = confirmed, Version = before.Version + 1 };
    }

    private List<HandleHash> MakeRoom(Admission.Admit admitted, HandleHash? replaced, EventDraft template)
    {
        var ended = new List<HandleHash>();
        foreach (var (session, reason) in admitted.Ending)
        {
            End(session, reason, session.OverBecause(template.At) == reason ? ByServer(template.At) : template);
            ended.Add(session.Handle);
        }

        if (replaced is { } handle && !ended.Contains(handle)
            && _rows.GetValueOrDefault(handle) is { EndedAt: null } other)
        {
            var over = other.OverBecause(template.At);
            End(other, over ?? EndReason.ReplacedBySignIn, over is null ? template : ByServer(template.At));
            ended.Add(handle);
        }

        return ended;
    }

    private Session End(Session session, EndReason reason, EventDraft template)
    {
        Told.Add(template with
        {
            Kind = EventCatalogue.SessionEnded,
            Outcome = Outcome.Success,
            User = session.User,
            Session = session.Id,
            Reason = reason.Name,
            Detail = [.. template.Detail.Where(fact => fact.Key == Initiator.SystemUserFact)],
        });
        return _rows[session.Handle] =
            session with { EndedAt = template.At, EndReason = reason, Version = session.Version + 1 };
    }

    private IEnumerable<Session> InScope(EndScope scope) => scope switch
    {
        EndScope.ByHandle byHandle => _rows.Values.Where(session => session.Handle == byHandle.Handle),
        EndScope.ById byId => _rows.Values.Where(
            session => session.Id == byId.Id && (byId.Owner is null || session.User == byId.Owner)),
        EndScope.OfUser ofUser => _rows.Values.Where(
            session => session.User == ofUser.User && session.Id != ofUser.Except),
        _ => [],
    };

    private static EventDraft ByServer(DateTimeOffset at) =>
        new() { At = at, Kind = EventCatalogue.SessionEnded, Actor = Actor.System };

    /// <summary>A copy of all rows of sessions.</summary>
    internal sealed record Snapshot(
        Dictionary<HandleHash, Session> Rows, Dictionary<SessionId, HandleHash> Handles, int Epoch);
}
