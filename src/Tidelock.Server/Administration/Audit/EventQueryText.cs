using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Tidelock.Events;
using Tidelock.Server.Http;
using Tidelock.Sessions;
using Tidelock.Users;

namespace Tidelock.Server.Administration.Audit;

/// <summary>Reads which events are meant from a query string; what can't be read is named, never passed over.</summary>
internal static class EventQueryText
{
    private const int DefaultLimit = 100;

    private static readonly QueryField<long> After = QueryField.Number(
        "after", "Only events after this position: the `cursor` of the page before.", 0, long.MaxValue);

    private static readonly QueryField<long> Limit = QueryField.Number(
        "limit", $"At most so many; {DefaultLimit} unless given.", 1, EventQuery.MaxLimit);

    private static readonly QueryField<UserId> User = QueryField.Text<UserId>(
        "user", "Only events of this user.", "a user's id", UserId.TryParse);

    private static readonly QueryField<SessionId> Session = QueryField.Text<SessionId>(
        "session", "Only events of this session.", "a session's id", SessionId.TryParse);

    private static readonly KindField Kind = new();

    private static readonly QueryField<DateTimeOffset> From = QueryField.Time("from", "Only events from then on.");

    private static readonly QueryField<DateTimeOffset> Until = QueryField.Time("until", "Only events before then.");

    private static readonly QueryField<bool> Order = new(
        "order", "`oldest` first (otherwise) or `newest`.", "newest or oldest",
        new() { Type = JsonSchemaType.String, Enum = [JsonValue.Create("oldest"), JsonValue.Create("newest")] },
        TryParseOrder);

    /// <summary>Every field there is; another one is refused.</summary>
    internal static readonly QueryField[] Fields = [After, Limit, User, Session, Kind, From, Until, Order];

    /// <summary>The query; it counts only when <paramref name="errors"/> has nothing.</summary>
    internal static EventQuery Read(IQueryCollection given, FieldErrors errors)
    {
        foreach (var unknown in given.Keys.Where(key => !Fields.Any(field => field.Name == key)))
        {
            errors.Add(unknown, "there is no such filter");
        }

        return new()
        {
            After = After.Read(given, errors) ?? 0,
            Limit = (int)(Limit.Read(given, errors) ?? DefaultLimit),
            User = User.Read(given, errors),
            Session = Session.Read(given, errors),
            Kinds = Kind.Read(given, errors),
            From = From.Read(given, errors),
            Until = Until.Read(given, errors),
            NewestFirst = Order.Read(given, errors) ?? false,
        };
    }

    private static bool TryParseOrder(string text, out bool newestFirst)
    {
        newestFirst = text == "newest";
        return text is "newest" or "oldest";
    }

    /// <summary>Kinds of the catalogue, as many as one likes.</summary>
    private sealed class KindField() : QueryField("kind", "Only events of this kind; may be repeated.", Names())
    {
        internal IReadOnlyList<EventKind> Read(IQueryCollection given, FieldErrors errors)
        {
            var kinds = given[Name].Select(name => name is null ? null : EventCatalogue.Find(name)).ToList();
            if (kinds.Contains(null) || kinds.Count > EventCatalogue.All().Count)
            {
                errors.Add(Name, "must be kinds of the event catalogue, such as signin.failed");
                return [];
            }

            return [.. kinds.OfType<EventKind>()];
        }

        private static OpenApiSchema Names() => new()
        {
            Type = JsonSchemaType.Array,
            MaxItems = EventCatalogue.All().Count,
            Items = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Enum = [.. EventCatalogue.All().Select(kind => JsonValue.Create(kind.Name))],
            },
        };
    }
}
