using System.Net;
using System.Text.Json.Nodes;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Sessions;

namespace Tidelock.Server.Tests.Tokens;

/// <summary>Proofs that do not hold are answered with a nonce, and change nothing.</summary>
public sealed class ProofTests : IAsyncLifetime
{
    private const string Path = "/api/v1/auth/refresh";
    private RunningServer _server = null!;
    private Client _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RunningServer.StartAsync();
        _client = new(_server, bound: true);
        Expect.Served(await _client.SignInAsync(), Channel.Cookie);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    public static TheoryData<string, Action<JsonObject, JsonObject>> EveryFault() => new()
    {
        { "method", (_, payload) => payload["htm"] = "GET" },
        { "URL", (_, payload) => payload["htu"] = "http://127.0.0.1:5480/api/v1/auth/login" },
        { "host", (_, payload) => payload["htu"] = "https://thief.example.com" + Path },
        { "old", (_, payload) => payload["iat"] = The.Moment.ToUnixTimeSeconds() - 61 },
        { "future", (_, payload) => payload["iat"] = The.Moment.ToUnixTimeSeconds() + 61 },
        { "nonce", (_, payload) => payload["nonce"] = "not-ours" },
        { "no jti", (_, payload) => payload.Remove("jti") },
        { "alg none", (header, _) => header["alg"] = "none" },
        { "alg HS256", (header, _) => header["alg"] = "HS256" },
        { "typ", (header, _) => header["typ"] = "JWT" },
        { "no key", (header, _) => header.Remove("jwk") },
        { "private key", (header, _) => header["jwk"]!["d"] = "AAAA" },
    };

    [Theory, MemberData(nameof(EveryFault), DisableDiscoveryEnumeration = true)]
    public async Task A_proof_that_does_not_hold_is_asked_for_again(string name, Action<JsonObject, JsonObject> spoil)
    {
        Assert.NotNull(name);
        var token = _client.RefreshToken;
        var proof = _client.Key!.Proof("POST", The.PublicUrl + Path, _server.Clock.GetUtcNow(), nonce: null, spoil);

        Expect.NonceAsked(await RefreshWithAsync(proof));

        Assert.Equal(0, (await _server.SessionOfAsync(token!)).Generation.Value);
        Expect.Served(await _client.RefreshAsync(), Channel.Cookie);
    }

    [Fact]
    public async Task A_proof_that_was_used_is_not_good_again()
    {
        var proof = _client.Key!.Proof("POST", The.PublicUrl + Path, _server.Clock.GetUtcNow());
        var first = await RefreshWithAsync(proof);
        Expect.Served(first, Channel.Cookie);
        _client.Keep(first);

        Expect.NonceAsked(await RefreshWithAsync(proof));
    }

    [Fact]
    public async Task A_proof_that_was_turned_away_for_the_rate_is_good_for_the_next_try()
    {
        await using var server = await RunningServer.StartAsync(ServerSetup.With(("Limits:RefusalsPerMinute", "1")));
        using var client = new Client(server, bound: true);
        await client.SignInAsync();
        Expect.NonceAsked(await RefreshWithAsync(client, "nonsense"));
        var proof = client.Key!.Proof("POST", The.PublicUrl + Path, server.Clock.GetUtcNow());

        Expect.Refused(await RefreshWithAsync(client, proof), HttpStatusCode.TooManyRequests, "rate-limited");
        server.Clock.Advance(TimeSpan.FromMinutes(1));

        Expect.Served(await RefreshWithAsync(client, proof), Channel.Cookie);
    }

    [Fact]
    public async Task Two_proofs_are_one_too_many()
    {
        using var request = _client.Request(HttpMethod.Post, Path);
        request.Headers.TryAddWithoutValidation(
            "DPoP", _client.Key!.Proof("POST", The.PublicUrl + Path, _server.Clock.GetUtcNow()));

        Expect.NonceAsked(await _client.SendAsync(request));
    }

    [Fact]
    public async Task A_wrong_clock_works_with_a_nonce()
    {
        var wrong = _server.Clock.GetUtcNow() - TimeSpan.FromDays(1);
        Expect.NonceAsked(await RefreshWithAsync(_client.Key!.Proof("POST", The.PublicUrl + Path, wrong)));

        Expect.Served(
            await RefreshWithAsync(_client.Key!.Proof("POST", The.PublicUrl + Path, wrong, _client.Nonce)),
            Channel.Cookie);
    }

    [Fact]
    public async Task A_sign_in_whose_proof_does_not_hold_is_not_left_unbound()
    {
        using var other = new Client(_server, bound: true) { Nonce = "not-ours" };

        Expect.NonceAsked(await other.SignInAsync());
        var reply = await other.SignInAsync();

        Expect.Served(reply, Channel.Cookie);
        Assert.True(reply.Json!["session"]!["bound"]!.GetValue<bool>());
    }

    private Task<Reply> RefreshWithAsync(string proof) => RefreshWithAsync(_client, proof);

    private static async Task<Reply> RefreshWithAsync(Client client, string proof)
    {
        using var request = client.Request(HttpMethod.Post, Path);
        request.Headers.Remove("DPoP");
        request.Headers.TryAddWithoutValidation("DPoP", proof);
        return await client.SendAsync(request);
    }
}
