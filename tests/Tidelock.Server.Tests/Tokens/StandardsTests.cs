using System.Net;
using System.Text.Json.Nodes;
using Tidelock.Server.Http;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Sessions;

namespace Tidelock.Server.Tests.Tokens;

/// <summary>What a stranger's client relies on.</summary>
public sealed class StandardsTests : IAsyncLifetime
{
    private RunningServer _server = null!;
    private Client _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RunningServer.StartAsync();
        _client = new(_server, Channel.Body);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Discovery_names_issuer_and_keys()
    {
        var metadata = (await _client.GetAsync("/.well-known/openid-configuration")).Json!;

        Assert.Equal(The.PublicUrl, metadata["issuer"]!.GetValue<string>());
        Assert.Equal(The.PublicUrl + "/.well-known/jwks.json", metadata["jwks_uri"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_keys_have_no_private_part_and_may_be_cached()
    {
        var reply = await _client.GetAsync("/.well-known/jwks.json");
        using var again = _client.Request(HttpMethod.Get, "/.well-known/jwks.json");
        again.Headers.TryAddWithoutValidation("If-None-Match", reply.Header("ETag"));

        Assert.All(reply.Json!["keys"]!.AsArray(), key => Assert.Null(key!["d"]));
        Assert.Contains("max-age", reply.Header("Cache-Control"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotModified, (await _client.SendAsync(again)).Status);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Revoking_a_token_ends_its_session(bool refreshToken)
    {
        await _client.SignInAsync();
        var token = refreshToken ? _client.RefreshToken! : _client.AccessToken!;

        Assert.Equal(HttpStatusCode.OK, (await RevokeAsync(token)).Status);
        Expect.SignInRequired(await _client.RefreshAsync(), "signed_out");
        Assert.Equal(HttpStatusCode.OK, (await RevokeAsync(token)).Status);
    }

    [Fact]
    public async Task Revoking_what_is_no_token_is_no_error() =>
        Assert.Equal(HttpStatusCode.OK, (await RevokeAsync("garbage")).Status);

    [Fact]
    public async Task Revoking_nothing_is() =>
        Expect.Refused(await RevokeAsync(string.Empty), HttpStatusCode.BadRequest, "validation");

    [Fact]
    public async Task The_API_describes_itself()
    {
        var paths = (await _client.GetAsync("/openapi/v1.json")).Json!["paths"]!.AsObject();

        Assert.NotNull(paths["/api/v1/auth/login"]);
        Assert.NotNull(paths["/api/v1/auth/refresh"]);
        Assert.NotNull(paths["/oauth/revoke"]);
    }

    [Fact]
    public async Task Every_problem_has_a_page()
    {
        foreach (var type in ProblemType.All())
        {
            var page = await _client.GetAsync(type.Type);
            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.Contains(type.Name, page.Text, StringComparison.Ordinal);
        }

        Expect.Refused(await _client.GetAsync("/problems/none"), HttpStatusCode.NotFound, "not-found");
    }

    [Theory, InlineData("/health/live", "live"), InlineData("/health/ready", "ready")]
    public async Task Health_is_told(string path, string status) =>
        Assert.Equal(status, (await _client.GetAsync(path)).Json!["status"]!.GetValue<string>());

    [Fact]
    public async Task Heads_of_the_audit_log_are_kept_for_the_owner_only()
    {
        await _client.SignInAsync();
        await _server.EventsAsync();
        await _server.Get<Tidelock.Server.Events.HeadFile>().WriteAsync(CancellationToken.None);
        var path = Path.Combine(_server.Directory, "audit-heads.jsonl");

        var head = JsonNode.Parse((await File.ReadAllLinesAsync(path))[0])!;
        Assert.Equal("audit", head["chain"]!.GetValue<string>());
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            Assert.Equal(OwnerOnly, File.GetUnixFileMode(path));
            Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path.Combine(_server.Directory, "master.key")));
        }
    }

    private async Task<Reply> RevokeAsync(string token)
    {
        using var request = _client.Request(HttpMethod.Post, "/oauth/revoke");
        request.Headers.Remove("Authorization");
        request.Content = new FormUrlEncodedContent([new("token", token)]);
        return await _client.SendAsync(request);
    }
}
