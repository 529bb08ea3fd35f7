using Tidelock.Sessions;
using Tidelock.Storage.Sqlite.Engine;
using Tidelock.Storage.Sqlite.Users;
using Tidelock.Tokens;

namespace Tidelock.Storage.Sqlite.Sessions;

/// <summary>The statements that change sessions; they run on the writer thread, as changes of a group commit.</summary>
internal static class SessionWrites
{
    private const string StateColumns =
        """
        generation, confirmed_generation, rotated_network, answered_at, answered_network, late_score,
        late_counted_generation, held_at, last_used_at, idle_expires_at, leased_until, ended_at, end_reason,
        device, user_agent_number, address, key, replaced_keys, key_proved_at, last_proof, refresh_count, epoch
        """;

    private const string InsertSql =
        $"""
        INSERT INTO sessions (
            {StateColumns},
            version, handle_hash, id, user_number, channel, remembered, created_at, expires_at, sign_in_device)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?)
        """;

    private const string UpdateSql =
        $"""
        UPDATE sessions SET
            ({StateColumns}) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?), version = version + 1
        WHERE handle_hash = ?
        """;

    private const string EndSql =
        "UPDATE sessions SET ended_at = ?, end_reason = ?, version = version + 1 WHERE handle_hash = ?";

    private const string FindSql =
        $"SELECT {SessionRow.Columns}, {SessionRow.Roles} FROM sessions WHERE handle_hash = ?";

    private const string LiveSql =
        $"SELECT {SessionRow.Columns} FROM sessions WHERE user_number = ? AND ended_at IS NULL";

    /// <summary>
    /// Makes a plain rotation; null when the rules say anything else. Read, decide and write, since the engine's
    /// RETURNING costs a temporary table each time, which is more than a look-up. A user agent that is new takes one
    /// statement more.
    /// </summary>
    public static SessionGrant? TryRotate(WriteScope scope, Presentation presented, SessionPolicy policy)
    {
        if (Find(scope, presented.Handle) is not { } grant
            || Rotation.Decide(grant.Session, presented, scope.Epoch, policy)
                is not RefreshDecision.Rotate { Notes: RotationNotes.None, Next: var next })
        {
            return null;
        }

        if (scope.UserAgents.KnownNumberOf(scope.Connection, next.UserAgent) is not null)
        {
            return grant with { Session = Update(scope, grant.Session, next) };
        }

        scope.Together(_ => next = Update(scope, grant.Session, next));
        return grant with { Session = next };
    }

    /// <summary>The session with this handle, and its user's roles.</summary>
    public static SessionGrant? Find(WriteScope scope, HandleHash handle)
    {
        using var find = scope.Connection.Prepare(FindSql).Bind(handle.Value);
        return find.Step() ? ReadGrant(find) : null;
    }

    /// <summary>A user's sessions that have not ended.</summary>
    public static List<Session> Live(WriteScope scope, long userNumber)
    {
        var live = new List<Session>();
        using var rows = scope.Connection.Prepare(LiveSql).Bind(userNumber);
        while (rows.Step())
        {
            live.Add(SessionRow.Read(rows));
        }

        return live;
    }

    /// <summary>Inserts a session, stamped with the store's epoch.</summary>
    public static Session Insert(WriteScope scope, Session session, long userNumber)
    {
        var stamped = session with { Epoch = scope.Epoch, Version = 1 };
        var agent = scope.UserAgents.NumberOf(scope.Connection, session.UserAgent);
        using var insert = scope.Connection.Prepare(InsertSql)
            .BindState(stamped, agent)
            .Bind(session.Handle.Value)
            .BindId(session.Id.Value)
            .Bind(userNumber)
            .Bind((long)session.Channel)
            .Bind(session.Remembered ? 1 : 0)
            .Bind(session.CreatedAt)
            .Bind(session.ExpiresAt)
            .BindId(session.SignInDevice.Value);
        insert.Run();
        return stamped;
    }

    /// <summary>Replaces the state of a row by <paramref name="after"/>; what was confirmed stays confirmed.</summary>
    public static Session Update(WriteScope scope, Session before, Session after)
    {
        var stamped = after with
        {
            Confirmed = Max(before.Confirmed, after.Confirmed),
            Version = before.Version + 1,
        };
        var agent = scope.UserAgents.NumberOf(scope.Connection, after.UserAgent);
        using var update = scope.Connection.Prepare(UpdateSql).BindState(stamped, agent).Bind(before.Handle.Value);
        update.Run();
        return stamped;
    }

    /// <summary>Ends a session.</summary>
    public static Session End(WriteScope scope, Session session, EndReason reason, DateTimeOffset at)
    {
        using var end = scope.Connection.Prepare(EndSql).Bind(at).Bind((long)reason.Code).Bind(session.Handle.Value);
        end.Run();
        return session with { EndedAt = at, EndReason = reason, Version = session.Version + 1 };
    }

    private static SessionGrant ReadGrant(Statement row) =>
        new(SessionRow.Read(row), UserRoles.Read(row.ReadText()));

    private static Generation? Max(Generation? one, Generation? other) =>
        one is { } left && !(other >= left) ? left : other;
}
