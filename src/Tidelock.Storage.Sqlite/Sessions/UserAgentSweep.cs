using Tidelock.Storage.Sqlite.Engine;

namespace Tidelock.Storage.Sqlite.Sessions;

/// <summary>
/// Deletes user agents that no session has any more. Sessions have no index by user agent, which each refresh would
/// have to keep, so their rows are searched on readers' connections, and only where there are many user agents: real
/// ones are some thousands, so somebody invents them, and would in the end use up the room of all.
/// </summary>
internal sealed class UserAgentSweep(Writer writer, ReaderPool readers)
{
    /// <summary>Fewer are left alone.</summary>
    private const long Many = UserAgentNumbers.MaxKept / 2;

    /// <summary>Sessions in one read, so that no reader is taken for long.</summary>
    private const long SessionsAtOnce = 100_000;

    private const string CountSql = "SELECT count(*), coalesce(max(number), 0) FROM user_agents";
    private const string NewestSessionSql = "SELECT coalesce(max(number), 0) FROM sessions";
    private const string UsedSql =
        "SELECT DISTINCT user_agent_number FROM sessions WHERE number > ? AND number <= ?";

    private const string AllSql = "SELECT number FROM user_agents WHERE number <= ?";
    private const string DeleteSql = "DELETE FROM user_agents WHERE number = ?";

    /// <summary>Deletes at most <paramref name="limit"/> rows at once.</summary>
    /// <returns>How many went.</returns>
    public async ValueTask<long> RunAsync(int limit, CancellationToken cancellationToken)
    {
        var (count, newest) = await readers.ReadAsync(Count, cancellationToken);
        if (count < Many)
        {
            return 0;
        }

        // What gets a number from here on is known to the writer; what had one before is found in the rows.
        await writer.RunAsync(Watch, cancellationToken);
        var used = await ReadUsedAsync(cancellationToken);
        var unused = await readers.ReadAsync(connection => Unused(connection, newest, used), cancellationToken);
        var deleted = 0L;
        foreach (var some in unused.Chunk(limit))
        {
            deleted += await writer.RunAsync(scope => Delete(scope, some), cancellationToken);
        }

        await writer.RunAsync(StopWatching, cancellationToken);
        return deleted;
    }

    private static (long Count, long Newest) Count(Connection connection)
    {
        using var count = connection.Prepare(CountSql);
        count.Step();
        return (count.ReadInt64(), count.ReadInt64());
    }

    private static bool Watch(WriteScope scope)
    {
        scope.UserAgents.Watch();
        return true;
    }

    private static bool StopWatching(WriteScope scope)
    {
        scope.UserAgents.StopWatching();
        return true;
    }

    /// <summary>A session that changes meanwhile gets a number that the writer knows of.</summary>
    private async ValueTask<HashSet<long>> ReadUsedAsync(CancellationToken cancellationToken)
    {
        var used = new HashSet<long>();
        var newest = await readers.ReadAsync(NewestSession, cancellationToken);
        for (var after = 0L; after < newest; after += SessionsAtOnce)
        {
            var from = after;
            await readers.ReadAsync(connection => AddUsed(connection, from, used), cancellationToken);
        }

        return used;
    }

    private static long NewestSession(Connection connection)
    {
        using var newest = connection.Prepare(NewestSessionSql);
        newest.Step();
        return newest.ReadInt64();
    }

    private static int AddUsed(Connection connection, long after, HashSet<long> used)
    {
        using var rows = connection.Prepare(UsedSql).Bind(after).Bind(after + SessionsAtOnce);
        while (rows.Step())
        {
            used.Add(rows.ReadInt64());
        }

        return used.Count;
    }

    private static List<long> Unused(Connection connection, long newest, HashSet<long> used)
    {
        var unused = new List<long>();
        using var rows = connection.Prepare(AllSql).Bind(newest);
        while (rows.Step())
        {
            var number = rows.ReadInt64();
            if (!used.Contains(number))
            {
                unused.Add(number);
            }
        }

        return unused;
    }

    private static int Delete(WriteScope scope, long[] numbers)
    {
        var deleted = 0;
        foreach (var number in numbers.Where(number => !scope.UserAgents.WasGivenOut(number)))
        {
            using var delete = scope.Connection.Prepare(DeleteSql).Bind(number);
            deleted += delete.Run();
        }

        // A text that is remembered must not lead to a row that is gone.
        scope.UserAgents.Forget();
        return deleted;
    }
}
