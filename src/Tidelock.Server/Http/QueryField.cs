using System.Globalization;
using Microsoft.OpenApi;

namespace Tidelock.Server.Http;

/// <summary>Reads a text; false when it is not what it should be.</summary>
internal delegate bool QueryParser<T>(string text, out T value);

/// <summary>A field of a query string, for whoever reads it and for the API's own document.</summary>
/// <param name="name">Its name.</param>
/// <param name="meaning">What it does.</param>
/// <param name="schema">What it may be.</param>
internal abstract class QueryField(string name, string meaning, OpenApiSchema schema)
{
    private static readonly string[] TimeForms =
        ["yyyy-MM-dd", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"];

    internal string Name => name;

    internal string Meaning => meaning;

    internal OpenApiSchema Schema => schema;

    /// <summary>A whole number.</summary>
    internal static QueryField<long> Number(string name, string meaning, long min, long max)
    {
        var schema = new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Format = "int64",
            Minimum = min.ToString(CultureInfo.InvariantCulture),
            Maximum = max.ToString(CultureInfo.InvariantCulture),
        };
        return new(name, meaning, $"a whole number from {min} to {max}", schema, Parse);

        // The framework's parser passes over zero bytes at the end.
        bool Parse(string text, out long value) =>
            long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value)
            && value >= min && value <= max && text.All(char.IsAsciiDigit);
    }

    /// <summary>A moment; without a zone it is UTC.</summary>
    internal static QueryField<DateTimeOffset> Time(string name, string meaning)
    {
        var schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" };
        return new(name, meaning, "a time in ISO 8601 such as 2026-03-01T10:15:00Z", schema, Parse);

        static bool Parse(string text, out DateTimeOffset value) => DateTimeOffset.TryParseExact(
            text, TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out value);
    }

    /// <summary>Any text that <paramref name="parse"/> takes.</summary>
    internal static QueryField<T> Text<T>(string name, string meaning, string expected, QueryParser<T> parse)
        where T : struct => new(name, meaning, expected, new() { Type = JsonSchemaType.String }, parse);
}

/// <summary>A field that stands there once at most; what can't be read is named, never passed over.</summary>
internal sealed class QueryField<T>(
    string name, string meaning, string expected, OpenApiSchema schema, QueryParser<T> parse)
    : QueryField(name, meaning, schema)
    where T : struct
{
    /// <summary>Its value; null when it is absent, and when it is wrong, which <paramref name="errors"/> has then.
    /// </summary>
    internal T? Read(IQueryCollection query, FieldErrors errors)
    {
        var texts = query[Name];
        if (texts.Count == 0)
        {
            return null;
        }

        if (texts.Count == 1 && parse(texts.ToString(), out var value))
        {
            return value;
        }

        errors.Add(Name, $"must be {expected}, once");
        return null;
    }
}
