using System.Text;
using Tidelock.Events;
using Tidelock.Storage.Sqlite.Engine;

namespace Tidelock.Storage.Sqlite.Events;

/// <summary>Reads sealed events by a query; the text has a condition for each filter that is set.</summary>
internal static class EventSearch
{
    private const string SealedSql = $"SELECT {EventRow.ColumnsFrom} WHERE e.link IS NOT NULL";

    /// <summary>Runs the query.</summary>
    public static IReadOnlyList<SealedEvent> Run(Connection connection, EventQuery query)
    {
        using var rows = connection.PrepareOnce(Text(query));
        Bind(rows, query);
        var events = new List<SealedEvent>();
        while (rows.Step())
        {
            events.Add(EventRow.Read(rows).ToSealed());
        }

        return events;
    }

    private static string Text(EventQuery query)
    {
        var text = new StringBuilder(SealedSql);
        text.Append(query.NewestFirst ? " AND e.position < ?" : " AND e.position > ?");
        AppendIf(query.User is not null, " AND e.user_id = ?");
        AppendIf(query.Session is not null, " AND e.session_id = ?");
        AppendIf(query.From is not null, " AND e.at >= ?");
        AppendIf(query.Until is not null, " AND e.at < ?");
        AppendIf(
            query.Kinds.Count > 0, $" AND e.kind IN ({string.Join(", ", query.Kinds.Select(_ => "?"))})");
        text.Append(query.NewestFirst ? " ORDER BY e.position DESC LIMIT ?" : " ORDER BY e.position LIMIT ?");
        return text.ToString();

        void AppendIf(bool isSet, string condition)
        {
            if (isSet)
            {
                text.Append(condition);
            }
        }
    }

    private static void Bind(Statement rows, EventQuery query)
    {
        rows.Bind(query is { NewestFirst: true, After: 0 } ? long.MaxValue : query.After);
        if (query.User is { } user)
        {
            rows.BindId(user.Value);
        }

        if (query.Session is { } session)
        {
            rows.BindId(session.Value);
        }

        if (query.From is { } from)
        {
            rows.Bind(from);
        }

        if (query.Until is { } until)
        {
            rows.Bind(until);
        }

        foreach (var kind in query.Kinds)
        {
            rows.Bind(kind.Name);
        }

        rows.Bind(Math.Clamp(query.Limit, 1, EventQuery.MaxLimit));
    }
}
