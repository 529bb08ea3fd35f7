using System.Buffers;
using System.IO.Pipelines;
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

    /// <summary>
    /// Longest time for a whole body: a request holds one of the places that admission gives while it is read.
    /// </summary>
    internal static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    /// <summary>Deepest nesting that is read.</summary>
    internal const int MaxDepth = 8;

    private const int InitialLength = 512;

    /// <summary>Reads a body; an absent or empty one is <c>{}</c>.</summary>
    internal static async ValueTask<BodyResult<T>> ReadAsync<T>(
        HttpContext http, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class, new()
    {
        var request = http.Request;
        if (request.ContentLength > MaxLength)
        {
            return new(null, new Problem(ProblemType.BodyTooLarge));
        }

        var hasBody = request.ContentLength is > 0 || (request.ContentLength is null && CanHaveBody(http));
        if (!hasBody)
        {
            return new(new T(), null);
        }

        var clock = http.RequestServices.GetRequiredService<TimeProvider>();
        using var late = new CancellationTokenSource(Deadline, clock);

        // Not by the token of the read: that would leave a read under way, over which the web server stumbles later.
        using var giveUp = late.Token.Register(request.BodyReader.CancelPendingRead);
        var buffer = ArrayPool<byte>.Shared.Rent(InitialLength);
        try
        {
            (buffer, var length) = await FillAsync(request.BodyReader, buffer, cancellationToken);
            return length > MaxLength ? new(null, new Problem(ProblemType.BodyTooLarge))
                : length == 0 ? new(new T(), null)
                : !IsJson(request) ? new(null, new Problem(ProblemType.UnsupportedMediaType))
                : Parse(buffer.AsSpan(0, length), type);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            return new(null, new Problem(ProblemType.RequestTimeout));
        }
        finally
        {
            // Bodies carry passwords and tokens.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static bool CanHaveBody(HttpContext http) =>
        http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? true;

    private static async ValueTask<(byte[] Buffer, int Length)> FillAsync(
        PipeReader body, byte[] buffer, CancellationToken cancellationToken)
    {
        var length = 0;
        while (length <= MaxLength)
        {
            var read = await body.ReadAsync(cancellationToken);
            var part = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, MaxLength + 1 - length));
            buffer = WithRoomFor(buffer, length + (int)part.Length);
            part.CopyTo(buffer.AsSpan(length));
            length += (int)part.Length;
            body.AdvanceTo(read.Buffer.End);
            if (read.IsCanceled)
            {
                throw new OperationCanceledException();
            }

            if (read.IsCompleted)
            {
                break;
            }
        }

        return (buffer, length);
    }

    private static byte[] WithRoomFor(byte[] buffer, int length)
    {
        if (length <= buffer.Length)
        {
            return buffer;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(length, buffer.Length * 4));
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
