using System.Net;
using System.Text.Json.Nodes;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Server.Tokens;
using static Tidelock.Server.Tests.Tokens.ClientReports;

namespace Tidelock.Server.Tests.Tokens;

/// <summary>What clients tell of themselves, by the header of a request and by a beacon.</summary>
public sealed class ClientEventsTests : IAsyncLifetime
{
    private const string Path = "/api/v1/client-events";

    private RunningServer _server = null!;
    private Client _client = null!;
    private ClientReports _reports = null!;
    private MeasuredByClients _measured = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RunningServer.StartAsync(ServerSetup.With(("Limits:ClientEventsPerMinute", "3")));
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

    public static TheoryData<string, string[]> Told() => new()
    {
        { "{}", [] },
        { "", [] },
        { """{"renewalTimes":[250]}""", ["tidelock.client.renewal.duration 0.25"] },
        { """{"lockWaits":[0,5]}""", ["tidelock.client.lock.wait 0", "tidelock.client.lock.wait 0.005"] },
        { """{"deliveries":[600000]}""", ["tidelock.client.delivery 600"] },
        {
            """{"renewals":{"renewed":3,"later":1,"ended":0}}""",
            ["tidelock.client.renewals 3 outcome=renewed", "tidelock.client.renewals 1 outcome=later"]
        },
        {
            """{"issues":["no_key","slow_delivery"]}""",
            ["tidelock.client.issues 1 code=no_key", "tidelock.client.issues 1 code=slow_delivery"]
        },
        {
            """{"signals":{"clockSetBack":2,"refreshTokenReuse":1,"held":1}}""",
            [
                "tidelock.client.signals 2 kind=clock_set_back", "tidelock.client.signals 1 kind=refresh_token_reuse",
                "tidelock.client.signals 1 kind=held",
            ]
        },
    };

    [Theory, MemberData(nameof(Told))]
    public async Task What_a_client_measured_is_counted(string body, string[] expected)
    {
        Assert.Equal(HttpStatusCode.NoContent, (await _reports.PostAsync(body)).Status);

        Assert.Equal(expected, _measured.Heard);
    }

    [Theory, MemberData(nameof(Told))]
    public async Task A_beacon_tells_the_same(string body, string[] expected)
    {
        var reply = await _reports.BeaconAsync(WithToken(body, _client.AccessToken));

        Assert.Equal(HttpStatusCode.NoContent, reply.Status);
        Assert.Equal(expected, _measured.Heard);
    }

    public static TheoryData<string, string> Wrong() => new()
    {
        { """{"user":"alice"}""", "user" },
        { """{"renewals":{"renewed":1,"url":"x"}}""", "renewals.url" },
        { """{"signals":{"other":1}}""", "signals.other" },
        { """{"renewals":{"renewed":-1}}""", "renewals.renewed" },
        { """{"renewals":{"later":1001}}""", "renewals.later" },
        { """{"renewals":{"later":1.5}}""", "renewals.later" },
        { """{"renewals":{"later":"1"}}""", "renewals.later" },
        { """{"renewals":{"later":99999999999}}""", "renewals.later" },
        { """{"renewals":5}""", "renewals" },
        { """{"signals":{"held":1001}}""", "signals.held" },
        { """{"renewalTimes":[-1]}""", "renewalTimes" },
        { """{"renewalTimes":[600001]}""", "renewalTimes" },
        { """{"lockWaits":[0.5]}""", "lockWaits[0]" },
        { """{"lockWaits":["1"]}""", "lockWaits[0]" },
        { """{"lockWaits":{}}""", "lockWaits" },
        { """{"deliveries":[NUMBERS]}""", "deliveries" },
        { """{"issues":["no_key","no_key"]}""", "issues" },
        { """{"issues":["made_up"]}""", "issues" },
        { """{"issues":[null]}""", "issues" },
        { """{"issues":["no_key\u0000"]}""", "issues" },
        { """{"issues":"no_key"}""", "issues" },
        { """{"deliveries":[1],"deliveries":[2]}""", "deliveries" },
    };

    [Theory, MemberData(nameof(Wrong))]
    public async Task What_is_out_of_bounds_is_named_and_not_counted(string body, string field)
    {
        var one = body.Replace(
            "NUMBERS", string.Join(',', Enumerable.Repeat(1, ClientEventsRequest.MaxTimes + 1)),
            StringComparison.Ordinal);
        var beacon = WithToken(one, _client.AccessToken);
        foreach (var reply in new[] { await _reports.PostAsync(one), await _reports.BeaconAsync(beacon) })
        {
            Expect.Refused(reply, HttpStatusCode.BadRequest, "validation");
            Assert.Equal([field], reply.Json!["errors"]!.AsObject().Select(error => error.Key));
        }

        Assert.Empty(_measured.Heard);
    }

    [Theory, InlineData("application/json"), InlineData("text/plain")]
    public async Task A_token_in_both_places_is_refused(string type)
    {
        var reply = await _reports.PostAsync(WithToken("{}", _client.AccessToken), type);

        // Text is for beacons, and this is none.
        var isJson = type == "application/json";
        Expect.Refused(
            reply, isJson ? HttpStatusCode.BadRequest : HttpStatusCode.UnsupportedMediaType,
            isJson ? "malformed-request" : "unsupported-media-type");
    }

    [Fact]
    public async Task A_token_in_a_body_of_JSON_is_not_looked_at()
    {
        var token = _client.AccessToken;
        _client.AccessToken = null;

        Expect.Refused(
            await _reports.PostAsync(WithToken("{}", token)), HttpStatusCode.Unauthorized, "invalid-access-token");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_token_confirms_its_generation_also_where_the_rest_is_wrong(bool beacon)
    {
        await _client.RefreshAsync();
        Assert.NotEqual(1, (await _server.SessionOfAsync(_client.RefreshToken!)).Confirmed?.Value);

        const string Body = """{"deliveries":[-1]}""";
        var reply = beacon
            ? await _reports.BeaconAsync(WithToken(Body, _client.AccessToken))
            : await _reports.PostAsync(Body);

        Expect.Refused(reply, HttpStatusCode.BadRequest, "validation");
        await Eventually.HoldsAsync(
            async () => (await _server.SessionOfAsync(_client.RefreshToken!)).Confirmed?.Value == 1);
    }

    [Fact]
    public async Task A_session_tells_only_so_often_and_confirms_all_the_same()
    {
        const string Body = """{"deliveries":[1]}""";
        for (var told = 0; told < 3; told++)
        {
            Assert.Equal(HttpStatusCode.NoContent, (await _reports.PostAsync(Body)).Status);
        }

        var limited = await _reports.PostAsync(Body);

        Expect.Refused(limited, HttpStatusCode.TooManyRequests, "rate-limited");
        Assert.Equal("20", limited.Header("Retry-After"));
        Assert.Equal(3, _measured.Heard.Count);
        using var other = new Client(_server);
        await other.SignInAsync();
        var others = await other.PostAsync(Path, new() { ["deliveries"] = new JsonArray(1) });
        Assert.Equal(HttpStatusCode.NoContent, others.Status);
        await _client.RefreshAsync();
        await _client.ConfirmAsync();
    }
}
