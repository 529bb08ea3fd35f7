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

    private const string EraseSql = "DELETE FROM personal_parts WHERE owner_id = ?";

    /// <summary>Keeps a context once for its owner.</summary>
    public static PersonalRow Keep(WriteScope scope, UserId? owner, PersonalContext context)
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

        var salt = new byte[PersonalPart.SaltLength];
        scope.Random.Fill(salt);
        using var insert = scope.Connection.Prepare(InsertSql)
            .BindId(owner?.Value).Bind(content).Bind(salt)
            .Bind(context.Address).Bind(context.UserAgent).Bind(context.Name);
        insert.Run();
        return new(scope.Connection.LastInserted, new PersonalPart(salt, context).Commitment());
    }

    /// <summary>Deletes what a person owns; tells how many rows that were.</summary>
    public static int Erase(WriteScope scope, UserId owner)
    {
        using var erase = scope.Connection.Prepare(EraseSql).BindId(owner.Value);
        return erase.Run();
    }
}
