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
    private const string ErasedSql = "SELECT user_id FROM events WHERE kind = 'user.erased' AND user_id IS NOT NULL";

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
        var cut = ChainCut.CheckpointOf(Cutting.NewestCut(connection), retention);
        var checkpoint = cut is { } number ? SealRow.Find(connection, retention, number) : null;
        var lastLink = Count(LastLinkSql, retention);
        if (!verifier.Begin(checkpoint, cut, known))
        {
            return;
        }

        var after = cut ?? 0;
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

    private HashSet<UserId> Erased()
    {
        var erased = new HashSet<UserId>();
        using var rows = connection.Prepare(ErasedSql);
        while (rows.Step())
        {
            if (rows.ReadSpan() is { Length: 16 } bytes)
            {
                erased.Add(new(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes)));
            }
        }

        return erased;
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
