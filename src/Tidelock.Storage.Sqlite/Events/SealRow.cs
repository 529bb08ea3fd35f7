using Tidelock.Events;
using Tidelock.Storage.Sqlite.Engine;

namespace Tidelock.Storage.Sqlite.Events;

/// <summary>The rows of signed heads.</summary>
internal static class SealRow
{
    private const string Columns =
        "retention, number, first_link, last_link, previous_hash, hash, sealed_at, key_id, signature";

    private const string InsertSql = $"INSERT INTO seals ({Columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private const string LastSql =
        $"SELECT {Columns} FROM seals WHERE retention = ? ORDER BY number DESC LIMIT 1";

    private const string AfterSql =
        $"SELECT {Columns} FROM seals WHERE retention = ? AND number > ? ORDER BY number LIMIT ?";

    /// <summary>Writes a head.</summary>
    public static void Insert(Connection connection, ChainHead head)
    {
        using var insert = connection.Prepare(InsertSql)
            .Bind((long)head.Retention).Bind(head.Number).Bind(head.FirstLink).Bind(head.LastLink)
            .Bind(head.PreviousHash).Bind(head.Hash).Bind(head.SealedAt)
            .Bind(head.Signature.KeyId).Bind(head.Signature.Bytes.Span);
        insert.Run();
    }

    /// <summary>The newest head of a chain.</summary>
    public static ChainHead? Last(Connection connection, RetentionClass retention)
    {
        using var last = connection.Prepare(LastSql).Bind((long)retention);
        return last.Step() ? Read(last) : null;
    }

    /// <summary>The next heads of a chain after <paramref name="number"/>.</summary>
    public static List<ChainHead> After(Connection connection, RetentionClass retention, long number, int limit)
    {
        var heads = new List<ChainHead>();
        using var rows = connection.Prepare(AfterSql).Bind((long)retention).Bind(number).Bind(limit);
        while (rows.Step())
        {
            heads.Add(Read(rows));
        }

        return heads;
    }

    /// <summary>The head of this number.</summary>
    public static ChainHead? Find(Connection connection, RetentionClass retention, long number) =>
        After(connection, retention, number - 1, 1) is [var head] && head.Number == number ? head : null;

    /// <exception cref="FormatException">Somebody wrote into the row what no server writes.</exception>
    private static ChainHead Read(Statement row)
    {
        try
        {
            return new(
                (RetentionClass)row.ReadInt32(), row.ReadInt64(), row.ReadInt64(), row.ReadInt64(),
                row.ReadDigest(), row.ReadDigest(), row.ReadTime(),
                new(row.ReadText(), row.ReadSpan().ToArray()));
        }
        catch (Exception failure) when (failure is ArgumentException or OverflowException)
        {
            throw new FormatException("The row of a seal can't be read.", failure);
        }
    }
}
