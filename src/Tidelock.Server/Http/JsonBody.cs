using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Net.Http.Headers;

namespace Tidelock.Server.Http;

/// <summary>A request body that was read, or the problem with it.</summary>
internal readonly record struct BodyResult<T>(T? Value, Problem? Problem)
    where T : class;

/// <summary>
/// Reads JSON bodies strictly: one content type, bounded size and depth, no member twice, no wrong types. Members
/// nobody knows are passed over, so that newer clients can talk to older servers.
/// </summary>
internal static class JsonBody
{
    /// <summary>Longest body, in bytes.</summary>
    internal const int MaxLength = 16 * 1024;

    /// <summary>Deepest nesting that is read.</summary>
    internal const int MaxDepth = 8;

    private const int InitialLength = 512;

    /// <summary>
    /// Reads a body; an absent or empty one is <c>{}</c>. Waits for none but the operator's over the admin socket:
    /// what comes from elsewhere is here already, see <see cref="BodyArrival"/>.
    /// </summary>
    internal static async ValueTask<BodyResult<T>> ReadAsync<T>(
        HttpContext http, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class, new()
    {
        var request = http.Request;
        if (request.ContentLength > MaxLength)
        {
            return new(null, new Problem(ProblemType.BodyTooLarge));
        }

        if (!BodyArrival.HasBody(http))
        {
            return new(new T(), null);
        }

        var buffer = ArrayPool<byte>.Shared.Rent(InitialLength);
        try
        {
            (buffer, var length) = await FillAsync(request.Body, buffer, cancellationToken);
            return length > MaxLength ? new(null, new Problem(ProblemType.BodyTooLarge))
                : length == 0 ? new(new T(), null)
                : !IsJson(request) ? new(null, new Problem(ProblemType.UnsupportedMediaType))
                : Parse(buffer.AsSpan(0, length), type);
        }
        finally
        {
            // Bodies carry passwords and tokens.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static async ValueTask<(byte[] Buffer, int Length)> FillAsync(
        Stream body, byte[] buffer, CancellationToken cancellationToken)
    {
        var length = 0;
        while (length <= MaxLength)
        {
            if (length == buffer.Length)
            {
                buffer = Grow(buffer);
            }

            var read = await body.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0)
            {
                break;
            }

            length += read;
        }

        return (buffer, length);
    }

    private static byte[] Grow(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 4);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        return larger;
    }

    private static bool IsJson(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));

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

        return Problem.Invalid(field, "has the wrong type or stands there twice");
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
