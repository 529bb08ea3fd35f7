using Tidelock.Events;
using Tidelock.Storage.Sqlite.Engine;

namespace Tidelock.Storage.Sqlite.Events;

/// <summary>Gives waiting events their links and seals them.</summary>
internal static class Sealing
{
    private const string WaitingSql =
        $"SELECT {EventRow.ColumnsFrom} WHERE e.link IS NULL ORDER BY e.position LIMIT ?";

    private const string LinkSql = "UPDATE events SET link = ?, hash = ? WHERE position = ?";

    /// <summary>Seals up to <paramref name="limit"/> of them; one head for each chain that grew.</summary>
    public static IReadOnlyList<ChainHead> Seal(
        Connection connection, IHeadSigner signer, DateTimeOffset now, int limit)
    {
        var waiting = Waiting(connection, limit);
        if (waiting.Count == 0)
        {
            return [];
        }

        var store = StoreMeta.ReadId(connection);
        var heads = new List<ChainHead>();
        foreach (var chain in waiting.GroupBy(entry => entry.Retention).OrderBy(chain => chain.Key))
        {
            var sealer = new ChainSealer(store, chain.Key, SealRow.Last(connection, chain.Key));
            foreach (var entry in chain)
            {
                Link(connection, entry.Position, sealer.Add(entry));
            }

            var head = sealer.Seal(signer, now);
            SealRow.Insert(connection, head);
            heads.Add(head);
        }

        return heads;
    }

    private static List<ChainEntry> Waiting(Connection connection, int limit)
    {
        var waiting = new List<ChainEntry>();
        using var rows = connection.Prepare(WaitingSql).Bind(limit);
        while (rows.Step())
        {
            waiting.Add(EventRow.Read(rows).Entry);
        }

        return waiting;
    }

    private static void Link(Connection connection, long position, (long Link, Digest Hash) place)
    {
        using var link = connection.Prepare(LinkSql).Bind(place.Link).Bind(place.Hash).Bind(position);
        link.Run();
    }
}
