using System.Text.Json;
using System.Text.Unicode;

namespace Tidelock.Tokens;

/// <summary>
/// JSON with one meaning only: well-formed UTF-8, one object, no member twice at any depth (RFC 7519 §4 leaves that
/// to the reader, and two readers that differ are a hole), bounded nesting.
/// </summary>
internal static class StrictJson
{
    private static readonly JsonDocumentOptions Options = new()
    {
        AllowDuplicateProperties = false,
        AllowTrailingCommas = false,
        CommentHandling = JsonCommentHandling.Disallow,
        MaxDepth = 8,
    };

    /// <summary>Parses an object; null for anything else. The document refers to <paramref name="utf8"/>.</summary>
    internal static JsonDocument? TryParseObject(ReadOnlyMemory<byte> utf8)
    {
        if (!Utf8.IsValid(utf8.Span))
        {
            return null;
        }

        try
        {
            var document = JsonDocument.Parse(utf8, Options);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            return null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // An escaped half of a surrogate pair in a name surfaces as InvalidOperationException.
            return null;
        }
    }

    /// <summary>The string member <paramref name="name"/>; null when absent or of another type.</summary>
    internal static string? String(JsonElement from, ReadOnlySpan<byte> name) =>
        from.TryGetProperty(name, out var member) ? String(member) : null;

    /// <summary>The value of a string; null for another type and for escaped halves of surrogate pairs.</summary>
    internal static string? String(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The member <paramref name="name"/> as a time in whole seconds; null when it is anything else.</summary>
    internal static DateTimeOffset? Time(JsonElement from, ReadOnlySpan<byte> name) =>
        from.TryGetProperty(name, out var member)
        && member.ValueKind == JsonValueKind.Number
        && member.TryGetInt64(out var seconds)
        && seconds >= 0
        && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
