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

    /// <summary>
    /// The row of the decision table that says "Rotate" for the newest token of a session whose circumstances have
    /// not changed. A test holds it against the table itself.
    /// </summary>
    private const string RotateSql =
        $"""
        UPDATE sessions SET
            generation = generation + ?1, rotated_network = ?2, answered_at = ?3, last_used_at = ?3,
            idle_expires_at = min(expires_at, max(idle_expires_at, CASE remembered WHEN 0 THEN ?4 ELSE ?5 END)),
            address = ?6, user_agent_number = coalesce(?7, user_agent_number),
            key_proved_at = CASE WHEN key IS NULL THEN key_proved_at ELSE ?3 END,
            last_proof = CASE WHEN key IS NULL THEN last_proof ELSE ?8 END,
            refresh_count = refresh_count + 1, epoch = ?9, version = version + 1
        WHERE handle_hash = ?10 AND generation = ?11 AND generation < ?12 AND ended_at IS NULL
            AND idle_expires_at > ?3 AND expires_at > ?3
            AND channel = ?13 AND coalesce(device, sign_in_device) = ?14 AND answered_network = ?2
            AND (?15 IS NULL OR id = ?15)
            AND CASE WHEN key IS NULL THEN ?16 ELSE key = ?17 AND last_proof IS NOT ?8
                AND coalesce(instr(replaced_keys, ?17), 0) = 0 END
        RETURNING {SessionRow.Columns}, {SessionRow.Roles}
        """;

    private const string UserAgentSql = "UPDATE sessions SET user_agent_number = ? WHERE handle_hash = ?";

    private const string FindSql =
        $"SELECT {SessionRow.Columns}, {SessionRow.Roles} FROM sessions WHERE handle_hash = ?";

    private const string LiveSql =
        $"SELECT {SessionRow.Columns} FROM sessions WHERE user_number = ? AND ended_at IS NULL";

    /// <summary>
    /// Makes a plain rotation by one statement; null when the row does not allow it. A user agent that is new takes
    /// more than one, and is kept only once the row has moved, so that refused requests can't fill the table.
    /// </summary>
    public static SessionGrant? TryRotate(WriteScope scope, Presentation presented, SessionPolicy policy)
    {
        if (scope.UserAgents.KnownNumberOf(scope.Connection, presented.Caller.UserAgent) is { } agent)
        {
            return TryRotate(scope, presented, policy, agent);
        }

        SessionGrant? grant = null;
        scope.Together(_ =>
        {
            grant = TryRotate(scope, presented, policy, agent: null);
            grant = grant is null ? null : SetUserAgent(scope, grant, presented);
        });
        return grant;
    }

    private static SessionGrant SetUserAgent(WriteScope scope, SessionGrant grant, Presentation presented)
    {
        var agent = scope.UserAgents.NumberOf(scope.Connection, presented.Caller.UserAgent);
        using var set = scope.Connection.Prepare(UserAgentSql).Bind(agent).Bind(presented.Handle.Value);
        set.Run();
        return grant with { Session = grant.Session with { UserAgent = presented.Caller.UserAgent } };
    }

    private static SessionGrant? TryRotate(
        WriteScope scope, Presentation presented, SessionPolicy policy, long? agent)
    {
        var proof = presented.Proof;
        var proved = proof.State == ProofState.Valid;
        var unboundIsServed = policy.Binding != BindingMode.Required && !presented.MacKeyCompromised;
        using var rotate = scope.Connection.Prepare(RotateSql)
            .Bind(policy.Rotate ? 1 : 0)
            .Bind(presented.Caller.Network.Value)
            .Bind(presented.Now)
            .Bind(IdleExpiry(presented, policy.IdleLife))
            .Bind(IdleExpiry(presented, policy.RememberedIdleLife))
            .Bind(presented.Caller.Address)
            .Bind(agent)
            .BindId(proved ? proof.Id.Value : null)
            .Bind(scope.Epoch)
            .Bind(presented.Handle.Value)
            .Bind(presented.Generation.Value)
            .Bind(Generation.MaxValue)
            .Bind((long)presented.Channel)
            .BindId(presented.Caller.Device.Value)
            .BindId(presented.Expected?.Value)
            .Bind(unboundIsServed ? 1 : 0)
            .Bind(proved ? proof.Key.Value : null);
        return rotate.Step() ? ReadGrant(rotate) : null;
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

    private static DateTimeOffset IdleExpiry(Presentation presented, TimeSpan idleLife) =>
        presented.Now - TimeSpan.FromTicks(Math.Clamp(presented.IdleFor.Ticks, 0, idleLife.Ticks)) + idleLife;

    private static SessionGrant ReadGrant(Statement row) =>
        new(SessionRow.Read(row), UserRoles.Read(row.ReadText()));

    private static Generation? Max(Generation? one, Generation? other) =>
        one is { } left && !(other >= left) ? left : other;
}
