using System.Net.Http.Headers;

namespace Tidelock.Chaos.Clients;

/// <summary>How a device keeps its refresh token.</summary>
internal enum Keeps
{
    InCookie,
    InBody,
}

/// <summary>
/// One installation of a client, or one browser: its credentials, and requests as it makes them.
/// </summary>
internal sealed class Device(Wire wire, string name, Account account, Keeps keeps, ProofKey? key)
{
    private const int MostTries = 4;

    private string? _deviceCookie;

    internal Account Account { get; } = account;

    internal Keeps Keeps { get; } = keeps;

    /// <summary>The session it holds; null when it has to sign in.</summary>
    internal KnownSession? Session { get; set; }

    /// <summary>A body session presents its token in the body.</summary>
    internal object? BodyOf(string token) => Keeps == Keeps.InBody ? new { refreshToken = token } : null;

    /// <summary>A cookie session presents its token in the cookie.</summary>
    internal string? CookieOf(string? token) => Keeps == Keeps.InCookie ? token : null;

    /// <summary>Asks, and asks again with a proof that has the nonce where the node wants one.</summary>
    internal async Task<Reply?> SendAsync(
        HttpMethod method, string path, object? body, string? cookie = null, string? accessToken = null)
    {
        for (var tries = 1; ; tries++)
        {
            var reply = await wire.SendAsync(Request(method, path, body, cookie, accessToken));
            _deviceCookie = reply?.DeviceCookie ?? _deviceCookie;
            if (reply is not { Status: 401, Nonce: { } nonce } || key is null || tries == MostTries)
            {
                return reply;
            }

            key.Nonce = nonce;
        }
    }

    public override string ToString() => name;

    private HttpRequestMessage Request(
        HttpMethod method, string path, object? body, string? cookie, string? accessToken)
    {
        var request = Wire.Request(method, path, body);
        var headers = request.Headers;
        if (Keeps == Keeps.InCookie)
        {
            headers.Add("X-Tidelock", "1");
            AddCookie(headers, Wire.RefreshCookie, cookie);
            AddCookie(headers, Wire.DeviceCookie, _deviceCookie);
        }
        else
        {
            headers.Add("X-Tidelock-Client", name);
        }

        if (accessToken is not null)
        {
            headers.Authorization = new("Bearer", accessToken);
        }
        else if (key is not null)
        {
            headers.Add("DPoP", key.Proof(method, new(wire.Url, path)));
        }

        return request;
    }

    private static void AddCookie(HttpRequestHeaders headers, string name, string? value)
    {
        if (value is not null)
        {
            headers.Add("Cookie", $"{name}={value}");
        }
    }
}
