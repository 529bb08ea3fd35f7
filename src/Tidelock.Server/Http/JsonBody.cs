using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Tidelock.Server.Http;

/// <summary>A request body that was read, or the problem with it.</summary>
internal readonly record struct BodyResult<T>(T? Value, Problem? Problem)
    where T : class;

/// <summary>
/// Reads JSON bodies strictly: one content type, bounded size and depth, no member twice, no wrong types. Members
/// nobody knows are passed over, so that newer clients can talk to older servers, unless the type refuses them.
/// </summary>
internal static class JsonBody
{
    /// <summary>Deepest nesting that is read.</summary>
    internal const int MaxDepth = 8;

    internal const string MediaType = "application/json";

    /// <summary>
    /// Reads a body; an absent or empty one is <c>{}</c>. Waits for none but the operator's over the admin socket:
    /// what comes from elsewhere is here already, see <see cref="BodyArrival"/>.
    /// </summary>
    internal static async ValueTask<BodyResult<T>> ReadAsync<T>(
        HttpContext http, JsonTypeInfo<T> type, CancellationToken cancellationToken, string mediaType = MediaType)
        where T : class, new()
    {
        using var body = await RequestBody.ReadAsync(http, mediaType, cancellationToken);
        return body.Problem is { } problem ? new(null, problem)
            : body.Bytes.IsEmpty ? new(new T(), null)
            : Parse(body.Bytes, type);
    }

    private static BodyResult<T> Parse<T>(ReadOnlySpan<byte> utf8, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            var value = JsonSerializer.Deserialize(utf8, type);
            return value is null ? new(null, Malformed("The body must be a JSON object.")) : new(value, null);
        }
        catch (JsonException error)
        {
            return new(null, Explain(utf8, error));
        }
    }

    /// <summary>Wrong types and repeated members name their field; everything else could not be read at all.</summary>
    private static Problem Explain(ReadOnlySpan<byte> utf8, JsonException error)
    {
        var field = error.Path is { } path && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : null;
        if (field is null || !IsWellFormed(utf8))
        {
            return Malformed("The body is not a JSON object as this address expects it.");
        }

        return Problem.Invalid(field, "has the wrong type, is not known or readable, or stands there twice");
    }

    private static bool IsWellFormed(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8, new() { MaxDepth = MaxDepth });
            while (reader.Read())
            {
                _ = reader.TokenType;
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static Problem Malformed(string detail) => new(ProblemType.MalformedRequest) { Detail = detail };
}
