using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Tidelock.EndToEnd.Guide;

/// <summary>The guide's C#, which stands on its pages letter by letter as it is compiled here.</summary>
public sealed class CSharpExampleTests(Browser browser)
{
    private const string Namespace = "namespace Tidelock.EndToEnd.Guide;\n\n";

    [Theory]
    [InlineData("without-an-sdk.md", "BodySession.cs")]
    [InlineData("quick-start.md", "ProtectedApi.cs")]
    public void The_page_shows_the_code_that_runs(string page, string file)
    {
        var code = File.ReadAllText(Path.Combine(Repository.Root, "tests", "Tidelock.EndToEnd", "Guide", file));

        var shown = Assert.Single(GuidePage.Read(page).Blocks("csharp"));

        Assert.Equal(code.Replace(Namespace, string.Empty, StringComparison.Ordinal).TrimEnd(), shown);
    }

    [Fact]
    public async Task A_native_client_survives_a_restart_and_hears_why_its_session_ended()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var path = Path.Combine(Directory.CreateTempSubdirectory("tidelock-").FullName, "session.json");
        using var http = new HttpClient { BaseAddress = new(browser.Demo.Url) };
        using (var before = new BodySession(http, path, TimeProvider.System))
        {
            await before.SignInAsync("bob", "tide-bob-demo", cancellation);
            Assert.Contains("tld_", await File.ReadAllTextAsync(path, cancellation), StringComparison.Ordinal);
        }

        using var after = new BodySession(http, path, TimeProvider.System);
        var access = await after.GetAccessTokenAsync(cancellation);
        using var sibling = new BodySession(http, path, TimeProvider.System);
        await sibling.GetAccessTokenAsync(cancellation);

        Assert.Equal(access, await after.GetAccessTokenAsync(cancellation));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(http, HttpMethod.Post, "/api/v1/auth/logout-all", access));
        using var late = new BodySession(http, path, TimeProvider.System);
        var refusal = await Assert.ThrowsAsync<SignInRequiredException>(() => late.GetAccessTokenAsync(cancellation));
        Assert.Equal("signed_out_everywhere", refusal.Reason);
        var known = await File.ReadAllTextAsync(path, cancellation);
        await late.SignInAsync("bob", "tide-bob-demo", cancellation);
        Assert.Equal(DeviceIn(known), DeviceIn(await File.ReadAllTextAsync(path, cancellation)));
    }

    [Fact]
    public async Task The_protected_api_accepts_the_servers_tokens_and_no_others()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var path = Path.Combine(Directory.CreateTempSubdirectory("tidelock-").FullName, "session.json");
        using var http = new HttpClient { BaseAddress = new(browser.Demo.Url) };
        using var session = new BodySession(http, path, TimeProvider.System);
        await session.SignInAsync("bob", "tide-bob-demo", cancellation);
        var access = await session.GetAccessTokenAsync(cancellation);
        // The example logs as any application does; here that would only be noise.
        Environment.SetEnvironmentVariable("Logging__LogLevel__Default", "None");
        await using var api = ProtectedApi.Build(browser.Demo.Url, "http://127.0.0.1:0");
        await api.StartAsync(cancellation);
        using var client = new HttpClient { BaseAddress = new(api.Urls.Single()) };

        Assert.Equal(HttpStatusCode.OK, await AskAsync(client, HttpMethod.Get, "/dives", access));
        var forged = access[..^4] + "AAAA";
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(client, HttpMethod.Get, "/dives", forged));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(client, HttpMethod.Get, "/dives", string.Empty));
    }

    /// <summary>Who signs in as the same user again on a known device gets the very same token.</summary>
    private static string DeviceIn(string file) =>
        JsonDocument.Parse(file).RootElement.GetProperty("DeviceToken").GetString()!;

    private static async Task<HttpStatusCode> AskAsync(HttpClient http, HttpMethod method, string path, string token)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Add("X-Tidelock", "1");
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
