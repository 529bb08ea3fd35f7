using Tidelock.Sessions;
using Tidelock.Storage.Sqlite.Engine;
using Tidelock.Users;

namespace Tidelock.Storage.Sqlite.Sessions;

/// <summary>The statements that only read sessions.</summary>
internal static class SessionReads
{
    private const string ByIdSql = $"SELECT {SessionRow.Columns} FROM sessions WHERE id = ?";
    private const string ByHandleSql = $"SELECT {SessionRow.Columns} FROM sessions WHERE handle_hash = ?";

    private const string LiveOfUserSql =
        $"""
        SELECT {SessionRow.Columns} FROM sessions
        WHERE user_number = (SELECT users.number FROM users WHERE users.id = ?) AND ended_at IS NULL
        ORDER BY last_used_at DESC
        """;

    private const string EndedOfUserSql =
        $"""
        SELECT {SessionRow.Columns} FROM sessions
        WHERE user_number = (SELECT users.number FROM users WHERE users.id = ?) AND ended_at IS NOT NULL
        ORDER BY ended_at DESC LIMIT ?
        """;

    private const string LiveSql =
        $"""
        SELECT {SessionRow.Columns} FROM sessions
        WHERE id > ? AND ended_at IS NULL AND idle_expires_at > ? ORDER BY id LIMIT ?
        """;

    /// <summary>The session with this id.</summary>
    public static Session? Find(Connection connection, SessionId id)
    {
        using var find = connection.Prepare(ByIdSql).BindId(id.Value);
        return find.Step() ? SessionRow.Read(find) : null;
    }

    /// <summary>The session with this handle.</summary>
    public static Session? Find(Connection connection, HandleHash handle)
    {
        using var find = connection.Prepare(ByHandleSql).Bind(handle.Value);
        return find.Step() ? SessionRow.Read(find) : null;
    }

    /// <summary>A user's sessions: those that have not ended, last used first, then the newest of the ended.</summary>
    public static IReadOnlyList<Session> List(Connection connection, UserId user, int endedLimit)
    {
        using var live = connection.Prepare(LiveOfUserSql).BindId(user.Value);
        using var ended = connection.Prepare(EndedOfUserSql).BindId(user.Value).Bind(endedLimit);
        return [.. ReadAll(live), .. ReadAll(ended)];
    }

    /// <summary>Live sessions by id.</summary>
    public static IReadOnlyList<Session> ListLive(
        Connection connection, SessionId? after, int limit, DateTimeOffset now)
    {
        using var live = connection.Prepare(LiveSql);
        _ = after is { } id ? live.BindId(id.Value) : live.Bind(ReadOnlySpan<byte>.Empty);
        live.Bind(now).Bind(limit);
        return ReadAll(live);
    }

    private static List<Session> ReadAll(Statement rows)
    {
        var sessions = new List<Session>();
        while (rows.Step())
        {
            sessions.Add(SessionRow.Read(rows));
        }

        return sessions;
    }
}
