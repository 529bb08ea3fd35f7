using Tidelock.Sessions;
using Tidelock.Storage.Sqlite.Engine;
using Tidelock.Storage.Sqlite.Users;
using Tidelock.Tokens;

namespace Tidelock.Storage.Sqlite.Sessions;

/// <summary>The statements that change sessions; they run on the writer thread, as changes of a group commit.</summary>
internal static class SessionWrites
{
    /// <summary>
    /// What changes while a session lives. No index looks at any of it: naming one that an index looks at would make
    /// the engine write that index too, also where the value stays, and an index has a page for every few sessions.
    /// </summary>
    private const string StateColumns =
        """
        generation, confirmed_generation, rotated_network, answered_at, answered_network, late_score,
        late_counted_generation, held_at, last_used_at, idle_expires_at, leased_until, device, user_agent_number,
        address, key, replaced_keys, key_proved_at, last_proof, refresh_count, epoch
        """;

    private const string StateValues = "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?";

    private const string InsertSql =
        $"""
        INSERT INTO sessions (
            {StateColumns},
            version, handle_hash, id, user_number, channel, remembered, created_at, expires_at, sign_in_device)
        VALUES ({StateValues}, 1, ?, ?, ?, ?, ?, ?, ?, ?)
        """;

    /// <summary>Changes a session that lives on.</summary>
    internal const string UpdateSql =
        $"""
        UPDATE sessions SET ({StateColumns}) = ({StateValues}), version = version + 1 WHERE number = ?
        """;

    private const string UpdateAndEndSql =
        $"""
        UPDATE sessions SET ({StateColumns}) = ({StateValues}), ended_at = ?, end_reason = ?, version = version + 1
        WHERE number = ?
        """;

    private const string EndSql =
        "UPDATE sessions SET ended_at = ?, end_reason = ?, version = version + 1 WHERE handle_hash = ?";

    private const string FindSql =
        $"SELECT {SessionRow.Columns}, {SessionRow.Roles}, number FROM sessions WHERE handle_hash = ?";

    private const string LiveSql =
        $"SELECT {SessionRow.Columns} FROM sessions WHERE user_number = ? AND ended_at IS NULL";

    /// <summary>
    /// Makes a plain rotation; null when the rules say anything else. Read, decide and write, since the engine's
    /// RETURNING costs a temporary table each time, which is more than a look-up. A user agent that is new takes one
    /// statement more.
    /// </summary>
    public static SessionGrant? TryRotate(WriteScope scope, Presentation presented, SessionPolicy policy)
    {
        if (Find(scope, presented.Handle) is not { } found
            || Rotation.Decide(found.Session, presented, scope.Epoch, policy)
                is not RefreshDecision.Rotate { Notes: RotationNotes.None, Next: var next })
        {
            return null;
        }

        if (scope.UserAgents.KnownNumberOf(scope.Connection, next.UserAgent) is not null)
        {
            return new(Update(scope, found, next), found.Roles);
        }

        scope.Together(_ => next = Update(scope, found, next));
        return new(next, found.Roles);
    }

    /// <summary>The session with this handle, and its user's roles.</summary>
    public static FoundSession? Find(WriteScope scope, HandleHash handle)
    {
        using var find = scope.Connection.Prepare(FindSql).Bind(handle.Value);
        return find.Step() ? new(SessionRow.Read(find), UserRoles.Read(find.ReadText()), find.ReadInt64()) : null;
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
    public static Session Update(WriteScope scope, FoundSession before, Session after)
    {
        var stamped = after with
        {
            Confirmed = Max(before.Session.Confirmed, after.Confirmed),
            Version = before.Session.Version + 1,
        };
        var agent = scope.UserAgents.NumberOf(scope.Connection, after.UserAgent);
        var ends = after.EndedAt is not null;
        using var update = scope.Connection.Prepare(ends ? UpdateAndEndSql : UpdateSql).BindState(stamped, agent);
        if (ends)
        {
            update.Bind(after.EndedAt).Bind((long?)after.EndReason?.Code);
        }

        return update.Bind(before.Number).Run() == 1
            ? stamped
            : throw new InvalidOperationException("A session that was found is gone within one transaction.");
    }

    /// <summary>Ends a session.</summary>
    public static Session End(WriteScope scope, Session session, EndReason reason, DateTimeOffset at)
    {
        using var end = scope.Connection.Prepare(EndSql).Bind(at).Bind((long)reason.Code).Bind(session.Handle.Value);
        end.Run();
        return session with { EndedAt = at, EndReason = reason, Version = session.Version + 1 };
    }

    private static Generation? Max(Generation? one, Generation? other) =>
        one is { } left && !(other >= left) ? left : other;
}

/// <summary>A session as it was found, with where its row lies.</summary>
/// <param name="Session">The session.</param>
/// <param name="Roles">Its user's roles.</param>
/// <param name="Number">The row.</param>
internal readonly record struct FoundSession(Session Session, IReadOnlyList<string> Roles, long Number);
