using Tidelock.Sessions;
using Tidelock.Storage.Sqlite.Engine;

namespace Tidelock.Storage.Sqlite.Sessions;

/// <summary>
/// Marks sessions that have run out and deletes old ones. An index on the idle expiry would have to follow every
/// refresh, so the rows are searched on a reader's connection instead, and the writer gets their numbers only.
/// </summary>
internal sealed class SessionSweep(Writer writer, ReaderPool readers)
{
    private const string ExpiredSql =
        "SELECT number FROM sessions WHERE ended_at IS NULL AND idle_expires_at <= ? AND number > ? LIMIT ?";

    private const string FindSql = $"SELECT {SessionRow.Columns} FROM sessions WHERE number = ?";

    private const string DeleteSql =
        "DELETE FROM sessions WHERE number IN (SELECT number FROM sessions WHERE ended_at < ? LIMIT ?)";

    /// <summary>Where the next search goes on; 0 starts over.</summary>
    private long _searchAfter;

    /// <summary>Touches at most <paramref name="limit"/> rows of each sort.</summary>
    public async ValueTask<int> RunAsync(
        DateTimeOffset now, DateTimeOffset deleteEndedBefore, int limit, CancellationToken cancellationToken)
    {
        var found = await readers.ReadAsync(
            connection => Search(connection, now, Interlocked.Read(ref _searchAfter), limit), cancellationToken);
        Interlocked.Exchange(ref _searchAfter, found.Count < limit ? 0 : found[^1]);
        return await writer.RunAsync(
            scope => Math.Max(Expire(scope, found, now), Delete(scope, deleteEndedBefore, limit)), cancellationToken);
    }

    private static List<long> Search(Connection connection, DateTimeOffset now, long after, int limit)
    {
        var found = new List<long>();
        using var rows = connection.Prepare(ExpiredSql).Bind(now).Bind(after).Bind(limit);
        while (rows.Step())
        {
            found.Add(rows.ReadInt64());
        }

        return found;
    }

    /// <summary>Reads each row again: it may have been refreshed since it was found.</summary>
    private static int Expire(WriteScope scope, List<long> found, DateTimeOffset now)
    {
        foreach (var number in found)
        {
            if (Find(scope, number) is { EndedAt: null } session && session.OverBecause(now) is { } over)
            {
                SessionEnding.Expire(scope, session, over, now);
            }
        }

        return found.Count;
    }

    private static int Delete(WriteScope scope, DateTimeOffset endedBefore, int limit)
    {
        using var delete = scope.Connection.Prepare(DeleteSql).Bind(endedBefore).Bind(limit);
        return delete.Run();
    }

    private static Session? Find(WriteScope scope, long number)
    {
        using var find = scope.Connection.Prepare(FindSql).Bind(number);
        return find.Step() ? SessionRow.Read(find) : null;
    }
}
