using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tidelock.Server.Tests.Hosting;

/// <summary>A cookie as an answer sets it.</summary>
internal sealed record SetCookie(string Name, string Value, string Attributes)
{
    internal bool IsCleared => Value.Length == 0;
}

/// <summary>An answer, with the questions that tests ask of it.</summary>
internal sealed record Reply(
    HttpStatusCode Status, JsonNode? Json, string Text, IReadOnlyList<SetCookie> SetCookies,
    IReadOnlyDictionary<string, string> Headers)
{
    internal string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>The name of the problem type; null when it is no problem.</summary>
    internal string? Problem => Json is JsonObject json && json["type"] is JsonValue type
        ? type.GetValue<string>()["/problems/".Length..]
        : null;

    internal string? Reason => Json?["reason"]?.GetValue<string>();

    internal string? RefreshCookie => SetCookies.SingleOrDefault(cookie => cookie.Name == The.Cookie)?.Value;

    internal static async Task<Reply> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        var headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(
                header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        var cookies = response.Headers.TryGetValues("Set-Cookie", out var values) ? values.Select(Parse).ToList() : [];
        return new(response.StatusCode, ParseJson(text), text, cookies, headers);
    }

    private static SetCookie Parse(string header)
    {
        var parts = header.Split(';', 2);
        var (name, value) = (parts[0].Split('=', 2)[0], parts[0].Split('=', 2)[1]);
        return new(name, value, parts.Length > 1 ? parts[1] : string.Empty);
    }

    private static JsonNode? ParseJson(string text)
    {
        try
        {
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
