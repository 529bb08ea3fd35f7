using System.Buffers.Binary;
using Tidelock.Events;
using Tidelock.Storage.Sqlite.Engine;
using Tidelock.Users;

namespace Tidelock.Storage.Sqlite.Events;

/// <summary>Feeds the rows of every chain to its verifier.</summary>
internal sealed class Verification(
    Connection connection, IHeadSigner signer, IReadOnlyList<ChainHead> knownHeads, CancellationToken cancellationToken)
{
    /// <summary>Seals read at a time.</summary>
    private const int Page = 256;

    private const string LinksSql =
        $"SELECT {EventRow.ColumnsFrom} WHERE e.retention = ? AND e.link BETWEEN ? AND ? ORDER BY e.link";

    private const string LastLinkSql = "SELECT max(link) FROM events WHERE retention = ? AND link IS NOT NULL";
    private const string WaitingSql = "SELECT count(*) FROM events WHERE link IS NULL";

    // A row proves an erasure only where the walk comes by, among the sealed links of its chain, or while it waits for
    // its seal. And it proves none while the account is there: both go in one transaction, and no id comes twice.
    private const string ErasedSql =
        """
        SELECT user_id, max(position) FROM events
        WHERE kind = 'user.erased' AND retention = ?1 AND user_id NOT IN (SELECT id FROM users)
        AND (link IS NULL OR link BETWEEN ?2 AND ?3)
        GROUP BY user_id
        """;

    /// <summary>Walks all chains.</summary>
    public AuditVerdict Run()
    {
        var witness = new ChainWitness(StoreMeta.ReadId(connection), signer, Erased());
        var verifiers = new List<ChainVerifier>();
        foreach (var retention in Enum.GetValues<RetentionClass>())
        {
            var verifier = new ChainVerifier(witness, retention);
            var known = knownHeads.Where(head => head.Retention == retention).ToList();
            try
            {
                Walk(verifier, retention, known);
            }
            catch (FormatException)
            {
                verifier.FailUnreadable();
            }

            verifiers.Add(verifier);
        }

        return new(
            verifiers.Sum(verifier => verifier.Checked),
            Count(WaitingSql, null),
            verifiers.Sum(verifier => verifier.Erased),
            [.. verifiers.Select(verifier => verifier.Break).OfType<ChainBreak>()],
            [.. verifiers.Select(verifier => verifier.Head).OfType<ChainHead>()]);
    }

    private void Walk(ChainVerifier verifier, RetentionClass retention, List<ChainHead> known)
    {
        var (told, checkpoint) = NewestCut(retention);
        var lastLink = Count(LastLinkSql, retention);
        if (!verifier.Begin(checkpoint, told, known))
        {
            return;
        }

        var after = told ?? 0;
        while (SealRow.After(connection, retention, after, Page) is { Count: > 0 } seals)
        {
            foreach (var seal in seals)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!verifier.Open(seal) || !TakeLinks(verifier, seal) || !verifier.Close(lastLink))
                {
                    return;
                }
            }

            after = seals[^1].Number;
        }

        verifier.Finish(known, lastLink);
    }

    private bool TakeLinks(ChainVerifier verifier, ChainHead seal)
    {
        using var rows = connection.Prepare(LinksSql)
            .Bind((long)seal.Retention).Bind(seal.FirstLink).Bind(seal.LastLink);
        while (rows.Step())
        {
            if (!verifier.Take(Read(rows)))
            {
                return false;
            }
        }

        return true;
    }

    private static StoredLink Read(Statement rows)
    {
        var link = rows.PeekInt64();
        try
        {
            var row = EventRow.Read(rows);
            return new(link, row.Entry, row.Hash ?? default, row.Personal);
        }
        catch (FormatException)
        {
            return new(link, null, default, null);
        }
    }

    /// <summary>The last seal of a chain that was cut off, as the newest event about it tells and as it is kept.
    /// </summary>
    private (long? Told, ChainHead? Checkpoint) NewestCut(RetentionClass retention)
    {
        var told = ChainCut.CheckpointOf(Cutting.NewestCut(connection), retention);
        return (told, told is { } number ? SealRow.Find(connection, retention, number) : null);
    }

    private Dictionary<UserId, long> Erased()
    {
        const int IdLength = 16;
        var erased = new Dictionary<UserId, long>();
        var (first, last) = SealedLinks(EventCatalogue.UserErased.Retention);
        using var rows = connection.Prepare(ErasedSql)
            .Bind((long)EventCatalogue.UserErased.Retention).Bind(first).Bind(last);
        while (rows.Step())
        {
            if (rows.ReadSpan() is { Length: IdLength } id)
            {
                erased.Add(new(BinaryPrimitives.ReadUInt128BigEndian(id)), rows.ReadInt64());
            }
        }

        return erased;
    }

    /// <summary>The links that the walk goes through; none where the seals can't be read, which the walk names.
    /// </summary>
    private (long First, long Last) SealedLinks(RetentionClass retention)
    {
        try
        {
            var first = (NewestCut(retention).Checkpoint?.LastLink ?? 0) + 1;
            return (first, SealRow.Last(connection, retention)?.LastLink ?? 0);
        }
        catch (FormatException)
        {
            return (0, 0);
        }
    }

    private long Count(string sql, RetentionClass? retention)
    {
        using var count = connection.Prepare(sql);
        if (retention is { } one)
        {
            count.Bind((long)one);
        }

        return count.Step() ? count.ReadInt64() : 0;
    }
}
