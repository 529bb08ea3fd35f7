using Tidelock.Events;
using Tidelock.Storage.Sqlite.Engine;

namespace Tidelock.Storage.Sqlite.Events;

/// <summary>Appends events; runs on the writer thread, inside the savepoint of the change they tell of.</summary>
internal static class EventWrites
{
    private const string InsertSql =
        """
        INSERT INTO events (
            retention, at, kind, outcome, actor_kind, actor_id, user_id, session_id, reason, detail, commitment,
            personal_number)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """;

    /// <summary>Appends <paramref name="drafts"/> in their order.</summary>
    public static void Append(WriteScope scope, IReadOnlyList<EventDraft> drafts)
    {
        foreach (var draft in drafts)
        {
            Append(scope, draft);
        }
    }

    /// <summary>Appends one event, unless the operator wants no audit log.</summary>
    /// <exception cref="ArgumentException">It has too many facts, or they are not in order.</exception>
    public static void Append(WriteScope scope, EventDraft draft)
    {
        if (scope.KeepsEvents)
        {
            AppendAlways(scope, draft);
        }
    }

    /// <summary>
    /// Appends an event without which the chains, as they were written before, would look tampered with.
    /// </summary>
    /// <exception cref="ArgumentException">It has too many facts, or they are not in order.</exception>
    public static void AppendAlways(WriteScope scope, EventDraft draft)
    {
        var personal = PersonalPart.Kept(draft) is { } context
            ? PersonalRow.Keep(scope, PersonalPart.OwnerOf(draft.Actor, draft.User), context)
            : null;
        using var insert = scope.Connection.Prepare(InsertSql)
            .Bind((long)draft.Kind.Retention)
            .Bind(draft.At)
            .Bind(draft.Kind.Name)
            .Bind((long)draft.Outcome)
            .Bind((long)draft.Actor.Kind)
            .BindId(draft.Actor.User?.Value)
            .BindId(draft.User?.Value)
            .BindId(draft.Session?.Value)
            .Bind(draft.Reason)
            .Bind(EventRow.WriteDetail(Bounded(draft.Detail)))
            .Bind(personal?.Commitment)
            .Bind(personal?.Number);
        insert.Run();
    }

    /// <summary>A value that is too long is cut: neither the event nor its change must be lost for it.</summary>
    private static IReadOnlyList<KeyValuePair<string, string>> Bounded(
        IReadOnlyList<KeyValuePair<string, string>> detail)
    {
        if (detail.Count > EventDraft.MaxDetails)
        {
            throw new ArgumentException($"An event has at most {EventDraft.MaxDetails} facts.", nameof(detail));
        }

        for (var index = 1; index < detail.Count; index++)
        {
            if (string.CompareOrdinal(detail[index - 1].Key, detail[index].Key) >= 0)
            {
                throw new ArgumentException("The facts of an event stand in ordinal order.", nameof(detail));
            }
        }

        return detail.All(fact => fact.Value.Length <= EventDraft.MaxDetailLength)
            ? detail
            : [.. detail.Select(fact => KeyValuePair.Create(fact.Key, Cut(fact.Value)))];
    }

    private static string Cut(string value) =>
        value.Length <= EventDraft.MaxDetailLength ? value : value[..EventDraft.MaxDetailLength];
}
