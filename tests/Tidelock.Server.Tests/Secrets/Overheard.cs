using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tidelock.Server.Tests.Hosting;

namespace Tidelock.Server.Tests.Secrets;

/// <summary>
/// Hears everything that clients say and are told: takes down what in it is secret, and keeps the text of refusals,
/// in which nothing secret may be.
/// </summary>
internal sealed class Overheard(SecretSearch secrets)
{
    private static readonly string[] SecretMembers =
    [
        "password", "currentPassword", "newPassword", "token", "refreshToken", "accessToken",
    ];

    private readonly List<(string Place, string Text)> _refusals = [];

    internal IReadOnlyList<(string Place, string Text)> Refusals => _refusals;

    internal async Task HearAsync(HttpRequestMessage request)
    {
        Take("proof", request.Headers, "DPoP");
        Take("access token", request.Headers, "Authorization");
        Take("cookie", request.Headers, "Cookie");
        if (request.Content is { } content)
        {
            Take(await content.ReadAsStringAsync());
        }
    }

    internal void Hear(Reply reply)
    {
        if ((int)reply.Status >= 400)
        {
            var headers = string.Join('\n', reply.Headers.Select(header => $"{header.Key}: {header.Value}"));
            _refusals.Add(($"refusal {reply.Problem}", $"{headers}\n{reply.Text}"));
        }

        Take(reply.Text);
        foreach (var cookie in reply.SetCookies)
        {
            TakeToken("cookie", cookie.Value);
        }
    }

    /// <summary>An answer of the web server itself, from before any request was read.</summary>
    internal void Hear(byte[] answer) => _refusals.Add(("raw answer", Encoding.Latin1.GetString(answer)));

    /// <summary>A token, whole and the part of it that makes it one.</summary>
    internal void TakeToken(string name, string token)
    {
        secrets.Add(name, token);
        if (token.StartsWith("tlr_", StringComparison.Ordinal)
            && Base64Url.IsValid(token.AsSpan(4)) && token.Length == 56)
        {
            var bytes = Base64Url.DecodeFromChars(token.AsSpan(4));
            secrets.Add("handle of a refresh token", bytes.AsSpan(3, 16));
            secrets.Add("tag of a refresh token", bytes.AsSpan(23, 16));
        }
        else if (token.Split('.') is [_, _, { Length: > 40 } signature])
        {
            secrets.Add($"signature of a {name}", signature);
        }
    }

    private void Take(string name, HttpRequestHeaders headers, string header)
    {
        if (!headers.TryGetValues(header, out var values))
        {
            return;
        }

        foreach (var part in values.SelectMany(value => value.Split("; ")))
        {
            TakeToken(name, part.Split(' ', '=')[^1]);
        }
    }

    private void Take(string json)
    {
        try
        {
            Take(json.Length == 0 ? null : JsonNode.Parse(json));
        }
        catch (JsonException)
        {
            // A page, or lines of JSON: nothing in them is meant to be secret.
        }
    }

    private void Take(JsonNode? node)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items)
            {
                Take(item);
            }
        }

        foreach (var (name, value) in node as JsonObject ?? [])
        {
            if (value is JsonValue text && text.TryGetValue<string>(out var secret))
            {
                TakeMember(name, secret);
            }
            else
            {
                Take(value);
            }
        }
    }

    private void TakeMember(string name, string value)
    {
        if (SecretMembers.Contains(name, StringComparer.Ordinal))
        {
            TakeToken(name, value);
        }
        else if (name == "url" && value.Contains('#'))
        {
            TakeToken("link", value[(value.IndexOf('#') + 1)..]);
        }
    }
}
