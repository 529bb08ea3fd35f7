using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tidelock.Server.Tests.Hosting;

namespace Tidelock.Server.Tests.Tokens;

/// <summary>Forged and spoilt access tokens at the server's own bearer check.</summary>
public sealed class BearerAttackTests : IAsyncLifetime
{
    private RunningServer _server = null!;
    private Client _client = null!;
    private string _good = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RunningServer.StartAsync();
        _client = new(_server);
        await _client.SignInAsync();
        _good = _client.AccessToken!;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_good_token_opens() =>
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync("/api/v1/auth/me")).Status);

    [Theory]
    [InlineData("alg", "none")]
    [InlineData("alg", "HS256")]
    [InlineData("alg", "ES384")]
    [InlineData("typ", "JWT")]
    [InlineData("kid", "somebody-elses")]
    [InlineData("jku", "https://thief.example.com/keys")]
    [InlineData("x5u", "https://thief.example.com/cert")]
    [InlineData("x5c", "MIIB")]
    [InlineData("crit", "exp")]
    public async Task A_header_that_was_changed_is_refused(string name, string value) =>
        await RefusedAsync(Signed(header => header[name] = value, _ => { }));

    [Fact]
    public async Task A_key_in_the_header_is_not_believed()
    {
        using var thief = new ProofKey();
        await RefusedAsync(Signed(header => header["jwk"] = thief.PublicJwk(), _ => { }));
    }

    [Fact]
    public async Task The_public_key_is_no_shared_secret()
    {
        var parts = _good.Split('.');
        var kid = _server.Ring.ActiveSigning.Id;
        var header = Encode(new JsonObject { ["alg"] = "HS256", ["typ"] = "at+jwt", ["kid"] = kid });
        var keys = await _client.GetAsync("/.well-known/jwks.json");
        var input = $"{header}.{parts[1]}";
        var tag = HMACSHA256.HashData(Encoding.UTF8.GetBytes(keys.Text), Encoding.ASCII.GetBytes(input));

        await RefusedAsync($"{input}.{Base64Url.EncodeToString(tag)}");
    }

    [Theory]
    [InlineData("iss", "https://thief.example.com")]
    [InlineData("aud", "https://other.example.com")]
    [InlineData("sub", "usr_AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("sid", "ses_AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("exp", 1)]
    [InlineData("iat", 4_000_000_000)]
    [InlineData("nbf", 4_000_000_000)]
    [InlineData("gen", 999)]
    [InlineData("gen", -1)]
    public async Task A_claim_that_does_not_fit_is_refused_even_when_signed(string name, object value) =>
        await RefusedAsync(Signed(_ => { }, claims => claims[name] = JsonSerializer.SerializeToNode(value)));

    [Fact]
    public async Task A_payload_that_was_changed_is_refused()
    {
        var parts = _good.Split('.');
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!.AsObject();
        claims["roles"] = new JsonArray("tidelock-admin");
        await RefusedAsync($"{parts[0]}.{Encode(claims)}.{parts[2]}");
    }

    [Fact]
    public async Task A_claim_that_stands_there_twice_is_refused()
    {
        var parts = _good.Split('.');
        var payload = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1]));
        var twice = payload.Insert(payload.Length - 1, ",\"sub\":\"usr_AAAAAAAAAAAAAAAAAAAAAA\"");
        await RefusedAsync(Sign(parts[0], Base64Url.EncodeToString(Encoding.UTF8.GetBytes(twice))));
    }

    [Theory]
    [InlineData("{0}=")]
    [InlineData("{0}.")]
    [InlineData(".{0}")]
    [InlineData("{0} ")]
    [InlineData("{0}A")]
    public async Task Another_spelling_is_refused(string format) =>
        await RefusedAsync(string.Format(format, _good), mayBeTrimmed: format.EndsWith(' '));

    [Fact]
    public async Task A_token_that_expired_is_refused()
    {
        _server.Clock.Advance(TimeSpan.FromMinutes(17));
        await RefusedAsync(_good);
    }

    [Fact]
    public async Task A_token_of_an_ended_session_is_refused_with_the_reason()
    {
        await _client.SignOutAsync();
        Expect.SignInRequired(await _client.GetAsync("/api/v1/auth/me"), "signed_out");
    }

    [Fact]
    public async Task A_request_without_a_token_is_told_the_scheme()
    {
        _client.AccessToken = null;
        var reply = await _client.GetAsync("/api/v1/auth/me");
        Expect.Refused(reply, HttpStatusCode.Unauthorized, "invalid-access-token");
        Assert.Equal("Bearer realm=\"tidelock\"", reply.Header("WWW-Authenticate"));
    }

    private async Task RefusedAsync(string token, bool mayBeTrimmed = false)
    {
        _client.AccessToken = token;
        var reply = await _client.GetAsync("/api/v1/auth/me");
        if (mayBeTrimmed)
        {
            // White space around a header's value is no part of it (RFC 9110 §5.5).
            Assert.Equal(HttpStatusCode.OK, reply.Status);
            return;
        }

        Expect.Refused(reply, HttpStatusCode.Unauthorized, "invalid-access-token");
        Assert.Equal("Bearer error=\"invalid_token\"", reply.Header("WWW-Authenticate"));
    }

    private string Signed(Action<JsonObject> changeHeader, Action<JsonObject> changeClaims)
    {
        var parts = _good.Split('.');
        var header = JsonNode.Parse(Base64Url.DecodeFromChars(parts[0]))!.AsObject();
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!.AsObject();
        changeHeader(header);
        changeClaims(claims);
        return Sign(Encode(header), Encode(claims));
    }

    private string Sign(string header, string payload)
    {
        var signature = new byte[64];
        _server.Ring.ActiveSigning.Sign(Encoding.ASCII.GetBytes($"{header}.{payload}"), signature);
        return $"{header}.{payload}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encode(JsonObject json) =>
        Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(json));
}
