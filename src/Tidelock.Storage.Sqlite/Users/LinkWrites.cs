using Tidelock.Storage.Sqlite.Engine;
using Tidelock.Users;

namespace Tidelock.Storage.Sqlite.Users;

/// <summary>One-time links. A link that was used is gone.</summary>
internal static class LinkWrites
{
    private const string InsertSql =
        "INSERT INTO one_time_links (token_hash, purpose, user_number, expires_at) VALUES (?, ?, ?, ?)";

    private const string FindSql =
        "SELECT purpose, user_number, expires_at FROM one_time_links WHERE token_hash = ? AND expires_at > ?";

    private const string DeleteSql = "DELETE FROM one_time_links WHERE purpose = ? AND user_number IS ?";
    private const string DeleteOfUserSql = "DELETE FROM one_time_links WHERE user_number = ?";
    private const string DeleteEverySql = "DELETE FROM one_time_links";
    private const string DeleteExpiredSql = "DELETE FROM one_time_links WHERE expires_at <= ?";

    /// <summary>Keeps a link in place of unused ones like it, and forgets those that have expired.</summary>
    public static void Insert(Connection connection, OneTimeLink link, long? userNumber, DateTimeOffset now)
    {
        using var expired = connection.Prepare(DeleteExpiredSql).Bind(now);
        expired.Run();
        Delete(connection, link.Purpose, userNumber);
        using var insert = connection.Prepare(InsertSql)
            .Bind(link.TokenHash).Bind((long)link.Purpose).Bind(userNumber).Bind(link.ExpiresAt);
        insert.Run();
    }

    /// <summary>The link if it is unused and alive.</summary>
    public static (OneTimeLink Link, UserRow? User)? Find(Connection connection, Digest tokenHash, DateTimeOffset now)
    {
        using var find = connection.Prepare(FindSql).Bind(tokenHash).Bind(now);
        if (!find.Step())
        {
            return null;
        }

        var purpose = (LinkPurpose)find.ReadInt32();
        var user = find.ReadNullableInt64() is { } number ? UserRow.Find(connection, number) : null;
        return (new(tokenHash, purpose, user?.User.Id, find.ReadTime()), user);
    }

    /// <summary>Deletes the links of a purpose; those of nobody when <paramref name="userNumber"/> is null.</summary>
    public static void Delete(Connection connection, LinkPurpose purpose, long? userNumber)
    {
        using var delete = connection.Prepare(DeleteSql).Bind((long)purpose).Bind(userNumber);
        delete.Run();
    }

    /// <summary>Deletes all links of a user.</summary>
    public static void DeleteAll(Connection connection, long userNumber)
    {
        using var delete = connection.Prepare(DeleteOfUserSql).Bind(userNumber);
        delete.Run();
    }

    /// <summary>Deletes the links of everybody, and tells how many there were.</summary>
    public static int DeleteEvery(Connection connection)
    {
        using var delete = connection.Prepare(DeleteEverySql);
        return delete.Run();
    }
}
