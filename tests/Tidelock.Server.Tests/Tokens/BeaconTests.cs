using System.Net;
using System.Text.Json.Nodes;
using Tidelock.Server.Tests.Hosting;
using static Tidelock.Server.Tests.Tokens.ClientReports;

namespace Tidelock.Server.Tests.Tokens;

/// <summary>What a page that goes away tells, with its token in the body: who may, and who may not.</summary>
public sealed class BeaconTests : IAsyncLifetime
{
    private const string Listed = "https://app.example.com";
    private const string Evil = "https://evil.example.com";

    private readonly CapturedLog _log = new();
    private RunningServer _server = null!;
    private Client _client = null!;
    private ClientReports _reports = null!;
    private MeasuredByClients _measured = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RunningServer.StartAsync(
            new() { Log = _log, Settings = { ["Tidelock:Cors:Origins"] = Listed } });
        _client = new(_server);
        _reports = new(_client);
        _measured = new(_server);
        await _client.SignInAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _measured.Dispose();
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("[]", HttpStatusCode.BadRequest, "malformed-request")]
    [InlineData("null", HttpStatusCode.BadRequest, "malformed-request")]
    [InlineData("{", HttpStatusCode.BadRequest, "malformed-request")]
    [InlineData("TOKEN", HttpStatusCode.BadRequest, "malformed-request")]
    [InlineData("LONG", HttpStatusCode.RequestEntityTooLarge, "body-too-large")]
    [InlineData("", HttpStatusCode.Unauthorized, "invalid-access-token")]
    [InlineData("{}", HttpStatusCode.Unauthorized, "invalid-access-token")]
    [InlineData("""{"accessToken":""}""", HttpStatusCode.Unauthorized, "invalid-access-token")]
    [InlineData("""{"accessToken":null}""", HttpStatusCode.Unauthorized, "invalid-access-token")]
    [InlineData("""{"accessToken":"Bearer TOKEN"}""", HttpStatusCode.Unauthorized, "invalid-access-token")]
    [InlineData("""{"accessToken":"TOKENx"}""", HttpStatusCode.Unauthorized, "invalid-access-token")]
    public async Task A_beacon_of_garbage_is_refused(string body, HttpStatusCode status, string problem)
    {
        var sent = body
            .Replace("TOKEN", _client.AccessToken, StringComparison.Ordinal)
            .Replace("LONG", new string('x', 17_000), StringComparison.Ordinal);

        Expect.Refused(await _reports.BeaconAsync(sent), status, problem);
        Assert.Empty(_measured.Heard);
    }

    [Theory]
    [InlineData("""{"accessToken":5}""")]
    [InlineData("""{"accessToken":"TOKEN","accessToken":"TOKEN"}""")]
    public async Task A_beacon_brings_one_token_as_text(string body)
    {
        var token = _client.AccessToken!;
        var reply = await _reports.BeaconAsync(body.Replace("TOKEN", token, StringComparison.Ordinal));

        Assert.Equal((HttpStatusCode.BadRequest, "validation"), (reply.Status, reply.Problem));
        Assert.NotNull(reply.Json!["errors"]!["accessToken"]);
        Assert.DoesNotContain(token, reply.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("iss", "https://thief.example.com")]
    [InlineData("aud", "https://other.example.com")]
    [InlineData("sid", "ses_AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("exp", "1")]
    [InlineData("gen", "999")]
    public async Task A_beacon_with_a_token_that_does_not_fit_is_refused(string claim, string value)
    {
        var forge = new TokenForge(_client.AccessToken!, _server.Ring.ActiveSigning);
        var token = forge.Signed(_ => { }, claims => claims[claim] = int.TryParse(value, out var number)
            ? JsonValue.Create(number)
            : JsonValue.Create(value));

        Expect.Refused(
            await _reports.BeaconAsync(WithToken("""{"deliveries":[1]}""", token)),
            HttpStatusCode.Unauthorized, "invalid-access-token");
        Assert.Empty(_measured.Heard);
    }

    [Fact]
    public async Task A_beacon_with_an_expired_token_is_refused()
    {
        _server.Clock.Advance(TimeSpan.FromMinutes(20));

        Expect.Refused(
            await _reports.BeaconAsync(WithToken("{}", _client.AccessToken)),
            HttpStatusCode.Unauthorized, "invalid-access-token");
    }

    [Fact]
    public async Task A_beacon_of_a_session_that_ended_is_refused()
    {
        var token = _client.AccessToken;
        await _client.SignOutAsync();

        Expect.SignInRequired(await _reports.BeaconAsync(WithToken("{}", token)), "signed_out");
    }

    [Theory]
    [InlineData(The.PublicUrl, "same-origin", true)]
    [InlineData(Listed, "cross-site", true)]
    [InlineData(null, null, true)]
    [InlineData(Evil, "cross-site", false)]
    [InlineData("null", "cross-site", false)]
    [InlineData(null, "cross-site", false)]
    public async Task A_beacon_comes_from_an_allowed_page(string? origin, string? site, bool allowed)
    {
        var reply = await _reports.BeaconAsync(
            WithToken("""{"deliveries":[1]}""", _client.AccessToken), origin, site);

        if (allowed)
        {
            Assert.Equal(HttpStatusCode.NoContent, reply.Status);
        }
        else
        {
            Expect.Refused(reply, HttpStatusCode.Forbidden, "cross-site-request");
        }

        Assert.Equal(allowed, _measured.Heard.Count == 1);
    }

    [Fact]
    public async Task Nothing_of_a_beacon_is_logged()
    {
        var token = _client.AccessToken!;
        await _reports.BeaconAsync(WithToken("""{"deliveries":[1]}""", token));
        await _reports.BeaconAsync(WithToken("""{"deliveries":[-1]}""", token));
        await _reports.BeaconAsync(WithToken("{}", token + "x"));
        await _reports.BeaconAsync($$"""{"accessToken":"{{token}}""");

        Assert.NotEmpty(_log.Lines);
        Assert.All(_log.Lines, line => Assert.DoesNotContain(token[^20..], line, StringComparison.Ordinal));
    }
}
