using System.Globalization;
using Tidelock.Events;
using Tidelock.Sessions;
using Tidelock.Users;

namespace Tidelock.Server.Administration.Audit;

/// <summary>Reads which events are meant from a query string; what can't be read is named, never passed over.</summary>
internal static class EventQueryText
{
    private const int DefaultLimit = 100;

    private static readonly string[] Known =
        ["after", "limit", "user", "session", "kind", "from", "until", "order"];

    /// <summary>The query, and what is wrong with each field; the query counts only when nothing is.</summary>
    internal static EventQuery Read(IQueryCollection given, Dictionary<string, string[]> errors)
    {
        foreach (var unknown in given.Keys.Where(key => !Known.Contains(key, StringComparer.Ordinal)))
        {
            errors[unknown] = ["there is no such filter"];
        }

        return new()
        {
            After = ReadNumber(given, "after", 0, long.MaxValue, errors) ?? 0,
            Limit = (int)(ReadNumber(given, "limit", 1, EventQuery.MaxLimit, errors) ?? DefaultLimit),
            User = Read<UserId>(given, "user", UserId.TryParse, "a user's id", errors),
            Session = Read<SessionId>(given, "session", SessionId.TryParse, "a session's id", errors),
            Kinds = ReadKinds(given, errors),
            From = Read<DateTimeOffset>(given, "from", TryParseTime, "a time in ISO 8601 with its zone", errors),
            Until = Read<DateTimeOffset>(given, "until", TryParseTime, "a time in ISO 8601 with its zone", errors),
            NewestFirst = Read<bool>(given, "order", TryParseOrder, "newest or oldest", errors) ?? false,
        };
    }

    private delegate bool TryParser<T>(string? text, out T value);

    private static T? Read<T>(
        IQueryCollection given, string key, TryParser<T> parse, string expected, Dictionary<string, string[]> errors)
        where T : struct
    {
        var texts = given[key];
        if (texts.Count == 0)
        {
            return null;
        }

        if (texts.Count == 1 && parse(texts[0], out var value))
        {
            return value;
        }

        errors[key] = [$"must be {expected}"];
        return null;
    }

    private static long? ReadNumber(
        IQueryCollection given, string key, long min, long max, Dictionary<string, string[]> errors) =>
        Read<long>(
            given,
            key,
            (string? text, out long value) =>
                long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value)
                && value >= min && value <= max,
            $"a whole number from {min} to {max}",
            errors);

    private static IReadOnlyList<EventKind> ReadKinds(IQueryCollection given, Dictionary<string, string[]> errors)
    {
        var kinds = given["kind"].Select(name => name is null ? null : EventCatalogue.Find(name)).ToList();
        if (kinds.Contains(null) || kinds.Count > EventCatalogue.All().Count)
        {
            errors["kind"] = ["must be kinds of the event catalogue, such as signin.failed"];
            return [];
        }

        return [.. kinds.OfType<EventKind>()];
    }

    private static bool TryParseTime(string? text, out DateTimeOffset time) => DateTimeOffset.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);

    private static bool TryParseOrder(string? text, out bool newestFirst)
    {
        newestFirst = text == "newest";
        return text is "newest" or "oldest";
    }
}
