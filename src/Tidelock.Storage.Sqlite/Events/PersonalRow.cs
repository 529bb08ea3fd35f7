using Tidelock.Events;
using Tidelock.Storage.Sqlite.Engine;
using Tidelock.Users;

namespace Tidelock.Storage.Sqlite.Events;

/// <summary>A kept personal part.</summary>
/// <param name="Number">The number of its row.</param>
/// <param name="Commitment">What events carry in its place.</param>
internal sealed record PersonalRow(long Number, Digest Commitment)
{
    private const string FindSql = "SELECT number, salt FROM personal_parts WHERE content = ?";

    private const string InsertSql =
        """
        INSERT INTO personal_parts (owner_id, content, salt, address, user_agent, name) VALUES (?, ?, ?, ?, ?, ?)
        """;

    private const string IsThereSql = "SELECT 1 FROM users WHERE id = ?";
    private const string IsErasedSql = "SELECT 1 FROM events WHERE user_id = ? AND kind = 'user.erased' LIMIT 1";

    private const string EraseSql = "DELETE FROM personal_parts WHERE owner_id = ?";

    /// <summary>
    /// Keeps a context once for its owner. Null when the owner was erased: what they had under way meanwhile is told
    /// without it, for no erasure would come again to take it along.
    /// </summary>
    public static PersonalRow? Keep(WriteScope scope, UserId? owner, PersonalContext context)
    {
        var content = PersonalPart.ContentOf(owner, context);
        using (var find = scope.Connection.Prepare(FindSql).Bind(content))
        {
            if (find.Step())
            {
                var number = find.ReadInt64();
                return new(number, new PersonalPart(find.ReadSpan().ToArray(), context).Commitment());
            }
        }

        // Asked for a new context only: an erasure leaves none behind.
        if (owner is { } person && WasErased(scope, person))
        {
            return null;
        }

        var salt = new byte[PersonalPart.SaltLength];
        scope.Random.Fill(salt);
        using var insert = scope.Connection.Prepare(InsertSql)
            .BindId(owner?.Value).Bind(content).Bind(salt)
            .Bind(context.Address).Bind(context.UserAgent).Bind(context.Name);
        insert.Run();
        return new(scope.Connection.LastInserted, new PersonalPart(salt, context).Commitment());
    }

    /// <summary>Whoever is there was not; this is asked first, since somebody may have very many events.</summary>
    private static bool WasErased(WriteScope scope, UserId person) =>
        !Finds(scope, IsThereSql, person) && Finds(scope, IsErasedSql, person);

    private static bool Finds(WriteScope scope, string sql, UserId person)
    {
        using var find = scope.Connection.Prepare(sql).BindId(person.Value);
        return find.Step();
    }

    /// <summary>Deletes what a person owns; tells how many rows that were.</summary>
    public static int Erase(WriteScope scope, UserId owner)
    {
        using var erase = scope.Connection.Prepare(EraseSql).BindId(owner.Value);
        return erase.Run();
    }
}
