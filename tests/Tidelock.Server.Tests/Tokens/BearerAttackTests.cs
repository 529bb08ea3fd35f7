using System.Buffers.Text;
using System.Net;
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
    private TokenForge _forge = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RunningServer.StartAsync();
        _client = new(_server);
        await _client.SignInAsync();
        _good = _client.AccessToken!;
        _forge = new(_good, _server.Ring.ActiveSigning);
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
        await RefusedAsync(_forge.Signed(header => header[name] = value, _ => { }));

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
        await RefusedAsync(_forge.Signed(_ => { }, claims => claims[name] = JsonSerializer.SerializeToNode(value)));

    [Fact]
    public async Task A_payload_that_was_changed_is_refused()
    {
        var parts = _good.Split('.');
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!.AsObject();
        claims["roles"] = new JsonArray("tidelock-admin");
        await RefusedAsync($"{parts[0]}.{TokenForge.Encode(claims)}.{parts[2]}");
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
}
