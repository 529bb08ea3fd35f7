using Tidelock.Events;
using Tidelock.Sessions;
using Tidelock.Storage.Sqlite.Engine;
using Tidelock.Storage.Sqlite.Events;

namespace Tidelock.Storage.Sqlite.Sessions;

/// <summary>
/// Ends sessions together with their events. The template gives the events' time, actor and context, and of its facts
/// the one that says who the actor was.
/// </summary>
internal static class SessionEnding
{
    /// <summary>
    /// Ends those of <paramref name="sessions"/> that live, and returns them. One that had run out by itself is marked
    /// so, by the server, and is not among them.
    /// </summary>
    public static List<Session> End(
        WriteScope scope, IEnumerable<Session> sessions, EndReason reason, EventDraft template)
    {
        var ended = new List<Session>();
        foreach (var session in sessions)
        {
            if (session.OverBecause(template.At) is { } over)
            {
                Expire(scope, session, over, template.At);
            }
            else
            {
                ended.Add(EndOne(scope, session, reason, template));
            }
        }

        return ended;
    }

    /// <summary>Ends one live session with its event.</summary>
    public static Session EndOne(WriteScope scope, Session session, EndReason reason, EventDraft template)
    {
        var ended = SessionWrites.End(scope, session, reason, template.At);
        EventWrites.Append(scope, Ended(session, reason, template));
        return ended;
    }

    /// <summary>Marks a session that has run out; one that was marked before stays as it is.</summary>
    public static void Expire(WriteScope scope, Session session, EndReason reason, DateTimeOffset now)
    {
        if (session.EndedAt is null)
        {
            EndOne(scope, session, reason, new()
            {
                At = now,
                Kind = EventCatalogue.SessionEnded,
                Actor = Actor.System,
            });
        }
    }

    private static EventDraft Ended(Session session, EndReason reason, EventDraft template) => template with
    {
        Kind = EventCatalogue.SessionEnded,
        Outcome = Outcome.Success,
        User = session.User,
        Session = session.Id,
        Reason = reason.Name,
        Detail = [.. template.Detail.Where(fact => fact.Key == Initiator.SystemUserFact)],
    };
}
