using System.Net.Http.Json;
using System.Text.Json;

namespace Tidelock.Chaos.Clients;

/// <summary>
/// HTTP to the node. Keeps no cookies: each device has its own. An answer that did not arrive whole is null.
/// </summary>
internal sealed class Wire : IDisposable
{
    internal const string RefreshCookie = "tidelock_refresh";
    internal const string DeviceCookie = "tidelock_device";

    /// <summary>A node that hangs for longer has failed.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http;
    private long _acknowledged;

    internal Wire(Uri url)
    {
        Url = url;
        var handler = new SocketsHttpHandler { UseCookies = false, UseProxy = false };
        _http = new(handler) { BaseAddress = url, Timeout = Patience };
    }

    internal Uri Url { get; }

    /// <summary>How many answers with success arrived.</summary>
    internal long Acknowledged => Interlocked.Read(ref _acknowledged);

    internal static HttpRequestMessage Request(HttpMethod method, string path, object? body = null) =>
        new(method, path) { Content = body is null ? null : JsonContent.Create(body) };

    internal async Task<Reply?> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            try
            {
                using var response = await _http.SendAsync(request);
                var reply = await ReadAsync(response);
                Interlocked.Add(ref _acknowledged, reply.IsOk ? 1 : 0);
                return reply;
            }
            catch (Exception lost) when (lost is HttpRequestException or IOException)
            {
                return null;
            }
            catch (OperationCanceledException late)
            {
                // The command line takes a cancellation for somebody's Ctrl+C, and would say nothing.
                throw new TimeoutException(
                    $"{request.Method} {request.RequestUri} was not answered within {Patience.TotalSeconds} s.", late);
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private static async Task<Reply> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        var type = response.Content.Headers.ContentType?.MediaType ?? string.Empty;
        var body = type.EndsWith("json", StringComparison.Ordinal)
            ? JsonSerializer.Deserialize<JsonElement>(text)
            : default;
        return new((int)response.StatusCode, body)
        {
            RetryAfter = response.Headers.RetryAfter?.Delta,
            Nonce = response.Headers.TryGetValues("DPoP-Nonce", out var nonces) ? nonces.First() : null,
            RefreshCookie = CookieOf(response, RefreshCookie),
            DeviceCookie = CookieOf(response, DeviceCookie),
        };
    }

    private static string? CookieOf(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues("Set-Cookie", out var cookies)
            ? cookies.Where(cookie => cookie.StartsWith(name + "=", StringComparison.Ordinal))
                .Select(cookie => cookie[(name.Length + 1)..cookie.IndexOf(';')]).FirstOrDefault()
            : null;
}
