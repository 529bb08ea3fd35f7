using System.Net;
using System.Text.Json.Nodes;
using Tidelock.Server.Tests.Hosting;

namespace Tidelock.Server.Tests.Http;

public sealed class CookieTests
{
    [Theory, InlineData(true), InlineData(false)]
    public async Task On_https_cookies_are_bound_to_the_host(bool remember)
    {
        await using var server = await RunningServer.StartAsync(
            ServerSetup.With(("PublicUrl", "https://id.example.com")));
        using var client = new Client(server) { Origin = "https://id.example.com" };
        var reply = await client.SignInAsync(remember: remember);

        var refresh = reply.SetCookies.Single(cookie => cookie.Name == "__Host-tidelock");
        var device = reply.SetCookies.Single(cookie => cookie.Name == "__Host-tidelock-device");
        foreach (var attribute in new[] { "path=/", "secure", "httponly", "samesite=strict" })
        {
            Assert.Contains(attribute, refresh.Attributes, StringComparison.OrdinalIgnoreCase);
            Assert.Contains(attribute, device.Attributes, StringComparison.OrdinalIgnoreCase);
        }

        Assert.DoesNotContain("domain", refresh.Attributes, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(remember, refresh.Attributes.Contains("max-age=2592000", StringComparison.Ordinal));
        Assert.Contains("max-age=34560000", device.Attributes, StringComparison.Ordinal);
        Assert.Equal("max-age=31536000", reply.Header("Strict-Transport-Security"));
    }

    [Fact]
    public async Task On_a_shared_host_cookies_keep_to_their_path()
    {
        await using var server = await RunningServer.StartAsync(
            ServerSetup.With(("PublicUrl", "https://id.example.com"), ("Cookies:Path", "/api/v1/auth")));
        using var client = new Client(server) { Origin = "https://id.example.com" };
        var reply = await client.SignInAsync();

        var refresh = reply.SetCookies.Single(cookie => cookie.Name == "__Secure-tidelock");
        Assert.Contains("path=/api/v1/auth", refresh.Attributes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_http_loopback_cookies_go_without_Secure_and_the_operator_is_told()
    {
        var setup = new ServerSetup();
        await using var server = await RunningServer.StartAsync(setup);
        using var client = new Client(server);
        var reply = await client.SignInAsync();

        var refresh = reply.SetCookies.Single(cookie => cookie.Name == The.Cookie);
        Assert.DoesNotContain("secure", refresh.Attributes, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("httponly", refresh.Attributes, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(setup.Log.Lines, line => line.StartsWith("Warning 1003", StringComparison.Ordinal));
    }

    [Theory, InlineData("refresh"), InlineData("logout"), InlineData("login")]
    public async Task Two_refresh_cookies_of_one_name_are_refused(string action)
    {
        await using var server = await RunningServer.StartAsync();
        using var client = new Client(server);
        using var other = new Client(server);
        await client.SignInAsync();
        await other.SignInAsync();

        foreach (var planted in new[] { other.RefreshToken, client.RefreshToken, "nonsense" })
        {
            var cookie = $"{client.RefreshToken}; {The.Cookie}={planted}";
            var reply = await client.SendAsync(HttpMethod.Post, $"/api/v1/auth/{action}", Credentials(), cookie);
            Assert.Equal((HttpStatusCode.BadRequest, "malformed-request"), (reply.Status, reply.Problem));
            Assert.Empty(reply.SetCookies);
        }

        Assert.Equal(HttpStatusCode.OK, (await client.RefreshAsync()).Status);
        Assert.Equal(HttpStatusCode.OK, (await other.RefreshAsync()).Status);

        JsonObject? Credentials() => action == "login"
            ? new() { ["username"] = The.User, ["password"] = The.Password }
            : null;
    }

    [Fact]
    public async Task A_planted_cookie_of_another_spelling_is_not_ours()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = new Client(server);
        await client.SignInAsync();

        var cookie = $"{client.RefreshToken}; {The.Cookie.ToUpperInvariant()}=nonsense";
        var reply = await client.SendAsync(HttpMethod.Post, "/api/v1/auth/refresh", body: null, cookie);

        Assert.Equal(HttpStatusCode.OK, reply.Status);
    }

    [Fact]
    public async Task Of_two_device_cookies_none_is_believed()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = new Client(server);
        await client.SignInAsync();
        var device = client.Cookies.Keys.Single(name => name != The.Cookie);
        var first = client.Cookies[device];
        client.Cookies[device] = $"{first}; {device}={first}";

        Assert.Equal(HttpStatusCode.OK, (await client.SignInAsync()).Status);

        Assert.NotEqual(first[..20], client.Cookies[device][..20]);
    }
}
