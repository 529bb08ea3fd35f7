using Tidelock.Events;
using Tidelock.Storage.Sqlite.Engine;

namespace Tidelock.Storage.Sqlite.Events;

/// <summary>Removes old events in whole seals; the last of them stays, signed, as the chain's new beginning.</summary>
internal static class Cutting
{
    /// <summary>Seals that begin within so many links go at once, so that the writer is not held up for long and
    /// the log has room for it.</summary>
    private const int MaxLinksAtOnce = 1000;

    /// <summary>The first event that is too young to go stands in the first seal that stays.</summary>
    private const string LastOldSealSql =
        """
        SELECT number, last_link FROM seals WHERE retention = ?1 AND last_link < coalesce(
            (SELECT min(link) FROM events WHERE retention = ?1 AND link IS NOT NULL AND at >= ?2), 9223372036854775807)
            AND first_link < ?3 + (SELECT min(link) FROM events WHERE retention = ?1 AND link IS NOT NULL)
        ORDER BY number DESC LIMIT 1
        """;

    /// <summary>
    /// An erasure explains why that person's earlier events lack their personal part, so it stays for as long as there
    /// are such events in another chain.
    /// </summary>
    private const string FirstNeededLinkSql =
        """
        SELECT min(link) FROM events AS erasure
        WHERE retention = ?1 AND link <= ?2 AND kind = 'user.erased' AND EXISTS (
            SELECT 1 FROM events WHERE user_id = erasure.user_id
                AND retention <> erasure.retention AND position < erasure.position)
        """;

    private const string LastSealBeforeSql =
        "SELECT number, last_link FROM seals WHERE retention = ? AND last_link < ? ORDER BY number DESC LIMIT 1";

    private const string DeletePersonalSql =
        """
        DELETE FROM personal_parts WHERE number IN (
            SELECT personal_number FROM events WHERE retention = ?1 AND link <= ?2 AND personal_number IS NOT NULL)
        AND NOT EXISTS (
            SELECT 1 FROM events WHERE personal_number = personal_parts.number
                AND (link IS NULL OR retention <> ?1 OR link > ?2))
        """;

    private const string DeleteEventsSql = "DELETE FROM events WHERE retention = ? AND link <= ?";
    private const string DeleteSealsSql = "DELETE FROM seals WHERE retention = ? AND number < ?";

    private const string NewestCutSql =
        $"SELECT {EventRow.ColumnsFrom} WHERE e.kind = 'events.cut' ORDER BY e.position DESC LIMIT 1";

    /// <summary>Cuts a part, and tells of it; 0 when nothing is left to go.</summary>
    public static long Cut(WriteScope scope, RetentionClass retention, DateTimeOffset before, DateTimeOffset now)
    {
        var connection = scope.Connection;
        if (LastOldSeal(connection, retention, before) is not var (number, lastLink))
        {
            return 0;
        }

        var newestCut = NewestCut(connection);
        Run(connection, DeletePersonalSql, retention, lastLink);
        var removed = Run(connection, DeleteEventsSql, retention, lastLink);
        Run(connection, DeleteSealsSql, retention, number);
        if (removed > 0)
        {
            var checkpoints = Checkpoints(newestCut);
            checkpoints[retention] = number;
            EventWrites.AppendAlways(scope, ChainCut.Told(retention, removed, checkpoints, now));
        }

        return removed;
    }

    /// <summary>The newest event that tells of a cut.</summary>
    public static ChainEntry? NewestCut(Connection connection)
    {
        using var newest = connection.PrepareOnce(NewestCutSql);
        return newest.Step() ? EventRow.Read(newest).Entry : null;
    }

    private static Dictionary<RetentionClass, long> Checkpoints(ChainEntry? told)
    {
        var checkpoints = new Dictionary<RetentionClass, long>();
        foreach (var retention in Enum.GetValues<RetentionClass>())
        {
            if (ChainCut.CheckpointOf(told, retention) is { } number)
            {
                checkpoints.Add(retention, number);
            }
        }

        return checkpoints;
    }

    private static (long Number, long LastLink)? LastOldSeal(
        Connection connection, RetentionClass retention, DateTimeOffset before)
    {
        using var find = connection.Prepare(LastOldSealSql).Bind((long)retention).Bind(before).Bind(MaxLinksAtOnce);
        if (!find.Step())
        {
            return null;
        }

        var old = (Number: find.ReadInt64(), LastLink: find.ReadInt64());
        return FirstNeededLink(connection, retention, old.LastLink) is { } needed
            ? LastSealBefore(connection, retention, needed)
            : old;
    }

    private static long? FirstNeededLink(Connection connection, RetentionClass retention, long upTo)
    {
        using var needed = connection.Prepare(FirstNeededLinkSql).Bind((long)retention).Bind(upTo);
        return needed.Step() ? needed.ReadNullableInt64() : null;
    }

    /// <summary>The seal that was cut before stands there still; nothing is removed with it again.</summary>
    private static (long Number, long LastLink)? LastSealBefore(
        Connection connection, RetentionClass retention, long link)
    {
        using var find = connection.Prepare(LastSealBeforeSql).Bind((long)retention).Bind(link);
        return find.Step() ? (find.ReadInt64(), find.ReadInt64()) : null;
    }

    private static int Run(Connection connection, string sql, RetentionClass retention, long upTo)
    {
        using var statement = connection.Prepare(sql).Bind((long)retention).Bind(upTo);
        return statement.Run();
    }
}
