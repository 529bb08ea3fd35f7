using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Tidelock.Server.Tests.Http.OpenApi;
using Tidelock.Server.Tests.Secrets;
using Tidelock.Sessions;

namespace Tidelock.Server.Tests.Hosting;

/// <summary>A browser with a cookie jar, or a native client that keeps its token; with or without a key.</summary>
internal sealed class Client : IDisposable
{
    private readonly HttpClient _http;
    private readonly RunningServer _server;

    internal Client(
        RunningServer server, Channel channel = Channel.Cookie, bool bound = false, string from = "127.0.0.1")
    {
        _server = server;
        Channel = channel;
        Key = bound ? new ProofKey() : null;
        _http = new(HandlerFrom(from));
    }

    internal Channel Channel { get; }

    /// <summary>The key that proves every request; null when it proves none.</summary>
    internal ProofKey? Key { get; set; }

    internal string UserAgent { get; set; } = The.Firefox;

    internal string InstanceId { get; set; } = "instance-0123456789";

    internal string? Origin { get; set; } = The.PublicUrl;

    internal string? Nonce { get; set; }

    /// <summary>Who listens to everything this client says and is told.</summary>
    internal Overheard? Overheard { get; set; }

    /// <summary>The jar, by name.</summary>
    internal Dictionary<string, string> Cookies { get; } = new(StringComparer.Ordinal);

    /// <summary>The token of a native client.</summary>
    internal string? Stored { get; set; }

    internal string? AccessToken { get; set; }

    /// <summary>What makes the device of a native client known.</summary>
    internal string? DeviceToken { get; set; }

    /// <summary>The refresh token, wherever it is kept.</summary>
    internal string? RefreshToken
    {
        get => Channel == Channel.Body ? Stored : Cookies.GetValueOrDefault(The.Cookie);
        set
        {
            if (Channel == Channel.Body)
            {
                Stored = value;
            }
            else if (value is null)
            {
                Cookies.Remove(The.Cookie);
            }
            else
            {
                Cookies[The.Cookie] = value;
            }
        }
    }

    internal async Task<Reply> SignInAsync(
        string name = The.User, string password = The.Password, bool remember = false)
    {
        var body = new JsonObject
        {
            ["username"] = name,
            ["password"] = password,
            ["remember"] = remember,
            ["mode"] = Channel == Channel.Body ? "body" : "cookie",
        };
        if (DeviceToken is not null)
        {
            body["deviceToken"] = DeviceToken;
        }

        var reply = await SendAsync(HttpMethod.Post, "/api/v1/auth/login", body);
        Keep(reply);
        return reply;
    }

    /// <summary>Refreshes with what is kept, or with <paramref name="token"/>; keeps the answer.</summary>
    internal async Task<Reply> RefreshAsync(string? token = null, long? idleFor = null)
    {
        var reply = await RefreshAndLoseAnswerAsync(token, idleFor);
        Keep(reply);
        return reply;
    }

    /// <summary>The same, and the answer never arrives.</summary>
    internal Task<Reply> RefreshAndLoseAnswerAsync(string? token = null, long? idleFor = null)
    {
        var presented = token ?? RefreshToken;
        var body = new JsonObject();
        if (Channel == Channel.Body)
        {
            body["refreshToken"] = presented;
        }

        if (idleFor is { } seconds)
        {
            body["idleFor"] = seconds;
        }

        return SendAsync(
            HttpMethod.Post, "/api/v1/auth/refresh", body.Count > 0 ? body : null,
            Channel == Channel.Cookie ? presented : null);
    }

    /// <summary>Changes the password; keeps the tokens of the session that takes this one's place.</summary>
    internal async Task<Reply> ChangePasswordAsync(string current, string next)
    {
        var reply = await PostAsync(
            "/api/v1/auth/password", new JsonObject { ["currentPassword"] = current, ["newPassword"] = next });
        Keep(reply);
        return reply;
    }

    internal async Task<Reply> SignOutAsync(string? token = null)
    {
        var body = Channel == Channel.Body ? new JsonObject { ["refreshToken"] = token ?? RefreshToken } : null;
        var reply = await SendAsync(
            HttpMethod.Post, "/api/v1/auth/logout", body, Channel == Channel.Cookie ? token ?? RefreshToken : null);
        Keep(reply);
        return reply;
    }

    internal Task<Reply> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    internal Task<Reply> PostAsync(string path, JsonObject? body = null) => SendAsync(HttpMethod.Post, path, body);

    internal Task<Reply> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    /// <summary>Shows that the newest token arrived, and waits until the store knows.</summary>
    internal async Task ConfirmAsync()
    {
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync("/api/v1/client-events")).Status);
        await Eventually.HoldsAsync(async () =>
        {
            var session = await _server.SessionOfAsync(RefreshToken!);
            return session.Confirmed == session.Generation;
        });
    }

    /// <summary>Another holder of the same cookies or token, at another address if one is given.</summary>
    internal Client Copy(bool withKey = false, string from = "127.0.0.1")
    {
        var copy = new Client(_server, Channel, bound: false, from)
        {
            UserAgent = UserAgent,
            InstanceId = InstanceId,
            Stored = Stored,
            Key = withKey ? Key : null,
            Overheard = Overheard,
        };
        foreach (var (name, value) in Cookies)
        {
            copy.Cookies[name] = value;
        }

        return copy;
    }

    internal void Keep(Reply reply)
    {
        foreach (var cookie in reply.SetCookies)
        {
            if (cookie.IsCleared)
            {
                Cookies.Remove(cookie.Name);
            }
            else
            {
                Cookies[cookie.Name] = cookie.Value;
            }
        }

        if (reply.Status == HttpStatusCode.OK && reply.Json?["accessToken"] is { } access)
        {
            AccessToken = access.GetValue<string>();
            Stored = reply.Json["refreshToken"]?.GetValue<string>();
            DeviceToken = reply.Json["deviceToken"]?.GetValue<string>() ?? DeviceToken;
        }
    }

    internal async Task<Reply> SendAsync(
        HttpMethod method, string path, JsonObject? body = null, string? cookie = null)
    {
        using var request = Request(method, path, cookie);
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        return await SendAsync(request);
    }

    /// <summary>Sends a request; what comes back must be as the server's own document says.</summary>
    internal async Task<Reply> SendAsync(HttpRequestMessage request)
    {
        await (Overheard?.HearAsync(request) ?? Task.CompletedTask);
        using var response = await _http.SendAsync(request);
        var reply = await Reply.ReadAsync(response);
        Overheard?.Hear(reply);
        var declared = await DeclaredAnswers.KnownAsync();
        Assert.Null(declared.Mistake(request.Method.Method, request.RequestUri!.AbsolutePath, reply));
        Nonce = reply.Header("DPoP-Nonce") ?? Nonce;
        return reply;
    }

    /// <summary>A request with everything this client always sends.</summary>
    internal HttpRequestMessage Request(HttpMethod method, string path, string? refreshCookie = null)
    {
        var request = new HttpRequestMessage(method, new Uri(_server.Url, path));
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        var jar = new Dictionary<string, string>(Cookies, StringComparer.Ordinal);
        if (refreshCookie is not null)
        {
            jar[The.Cookie] = refreshCookie;
        }

        if (Channel == Channel.Body)
        {
            request.Headers.Add("X-Tidelock-Client", InstanceId);
        }
        else
        {
            request.Headers.Add("X-Tidelock", "1");
            AddIf(request, "Origin", Origin);
            AddIf(request, "Cookie", string.Join("; ", jar.Select(entry => $"{entry.Key}={entry.Value}")));
        }

        AddIf(request, "Authorization", AccessToken is null ? null : $"Bearer {AccessToken}");
        AddIf(request, "DPoP", Key?.Proof(method.Method, The.PublicUrl + path, _server.Clock.GetUtcNow(), Nonce));
        return request;
    }

    /// <summary>Goes away without waiting for the answers that are under way.</summary>
    internal void HangUp() => _http.CancelPendingRequests();

    public void Dispose() => _http.Dispose();

    private static void AddIf(HttpRequestMessage request, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private static SocketsHttpHandler HandlerFrom(string address) => new()
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    };
}
