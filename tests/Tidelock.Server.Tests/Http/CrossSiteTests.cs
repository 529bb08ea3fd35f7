using System.Net;
using Microsoft.AspNetCore.Routing;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Sessions;

namespace Tidelock.Server.Tests.Http;

/// <summary>Which pages may use the browser's cookies, and which may read the answers.</summary>
public sealed class CrossSiteTests : IAsyncLifetime
{
    private const string Listed = "https://app.example.com";

    private static readonly HashSet<string> WithoutAccessToken =
    [
        "/api/v1/auth/login", "/api/v1/auth/refresh", "/api/v1/auth/logout", "/api/v1/auth/password/reset",
        "/api/v1/auth/first-administrator",
    ];

    private RunningServer _server = null!;

    public async ValueTask InitializeAsync() =>
        _server = await RunningServer.StartAsync(ServerSetup.With(("Cors:Origins", Listed)));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    public static TheoryData<string?, string?, string?, bool> EveryOrigin() => new()
    {
        { "1", The.PublicUrl, "same-origin", true },
        { "1", The.PublicUrl, null, true },
        { "1", Listed, "cross-site", true },
        { "1", null, "same-origin", true },
        { "1", null, "none", true },
        { "1", null, null, true },
        { null, The.PublicUrl, "same-origin", false },
        { "0", The.PublicUrl, "same-origin", false },
        { "1", "https://evil.example.com", "cross-site", false },
        { "1", "https://app.example.com.evil.example.com", null, false },
        { "1", "http://app.example.com", null, false },
        { "1", "https://app.example.com:8443", null, false },
        { "1", "null", null, false },
        { "1", null, "same-site", false },
        { "1", null, "cross-site", false },
    };

    [Theory, MemberData(nameof(EveryOrigin))]
    public async Task A_cookie_is_used_for_allowed_pages_only(
        string? header, string? origin, string? site, bool allowed)
    {
        using var client = new Client(_server);
        await client.SignInAsync();
        foreach (var path in new[] { "/api/v1/auth/refresh", "/api/v1/auth/logout" })
        {
            using var request = client.Request(HttpMethod.Post, path);
            Replace(request, "X-Tidelock", header);
            Replace(request, "Origin", origin);
            Replace(request, "Sec-Fetch-Site", site);
            var reply = await client.SendAsync(request);
            client.Keep(reply);

            if (allowed)
            {
                Assert.True(reply.Status is HttpStatusCode.OK or HttpStatusCode.NoContent);
            }
            else
            {
                Expect.Refused(reply, HttpStatusCode.Forbidden, "cross-site-request");
                Assert.Null((await _server.SessionOfAsync(client.RefreshToken!)).EndedAt);
            }
        }
    }

    [Fact]
    public async Task Another_site_can_not_sign_its_visitor_in()
    {
        using var client = new Client(_server) { Origin = "https://evil.example.com" };

        Expect.Refused(await client.SignInAsync(), HttpStatusCode.Forbidden, "cross-site-request");
    }

    [Theory]
    [InlineData(Listed, true)]
    [InlineData("https://evil.example.com", false)]
    [InlineData("null", false)]
    public async Task A_preflight_is_answered_for_listed_origins_only(string origin, bool allowed)
    {
        using var client = new Client(_server, Channel.Body);
        using var request = client.Request(HttpMethod.Options, "/api/v1/auth/refresh");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "x-tidelock,content-type,dpop");
        var reply = await client.SendAsync(request);

        Assert.Equal(allowed ? origin : null, reply.Header("Access-Control-Allow-Origin"));
        Assert.Equal(allowed ? "true" : null, reply.Header("Access-Control-Allow-Credentials"));
    }

    /// <summary>Everything but sign-in, refresh and sign-out, whatever is mapped one day.</summary>
    [Fact]
    public async Task A_cookie_alone_gives_no_right_where_an_access_token_is_asked_for()
    {
        using var client = new Client(_server);
        await client.SignInAsync();
        client.AccessToken = null;
        var endpoints = BearerEndpoints();
        Assert.Contains(("POST", "/api/v1/auth/logout-all"), endpoints);
        Assert.Contains(("POST", "/api/v1/auth/password"), endpoints);

        foreach (var (method, path) in endpoints)
        {
            var reply = await client.SendAsync(new HttpMethod(method), path);
            Expect.Refused(reply, HttpStatusCode.Unauthorized, "invalid-access-token");
        }

        Expect.Served(await client.RefreshAsync(), Channel.Cookie);
    }

    [Fact]
    public async Task An_access_token_needs_no_header_beside_it()
    {
        using var client = new Client(_server);
        await client.SignInAsync();
        using var request = client.Request(HttpMethod.Post, "/api/v1/auth/logout-all");
        Replace(request, "X-Tidelock", null);

        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(request)).Status);
        Expect.SignInRequired(await client.RefreshAsync(), "signed_out_everywhere");
    }

    [Fact]
    public async Task A_listed_page_may_read_why_it_was_refused()
    {
        using var client = new Client(_server) { Origin = Listed };
        var reply = await client.RefreshAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, reply.Status);
        Assert.Equal(Listed, reply.Header("Access-Control-Allow-Origin"));
        Assert.Contains("DPoP-Nonce", reply.Header("Access-Control-Expose-Headers"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_in_cookie_and_body_is_refused()
    {
        using var client = new Client(_server);
        await client.SignInAsync();
        using var request = client.Request(HttpMethod.Post, "/api/v1/auth/refresh");
        request.Content = new StringContent(
            $$"""{"refreshToken":"{{client.RefreshToken}}"}""", null, "application/json");

        Expect.Refused(await client.SendAsync(request), HttpStatusCode.BadRequest, "malformed-request");
        Assert.Equal(0, (await _server.SessionOfAsync(client.RefreshToken!)).Generation.Value);
    }

    private static void Replace(HttpRequestMessage request, string name, string? value)
    {
        request.Headers.Remove(name);
        if (value is not null)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private List<(string Method, string Path)> BearerEndpoints() =>
    [
        .. from endpoint in _server.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           let path = endpoint.RoutePattern.RawText!
           where path.StartsWith("/api/v1/", StringComparison.Ordinal)
               && !path.Contains("{**", StringComparison.Ordinal) && !WithoutAccessToken.Contains(path)
           from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
           select (method, path.Replace("{id}", "unknown", StringComparison.Ordinal)),
    ];
}
