using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tidelock.Keys;
using Tidelock.Server.Tests.Hosting;

namespace Tidelock.Server.Tests.Tokens;

/// <summary>
/// The list of known attacks on readers of JWTs (RFC 8725), each over HTTP and at an endpoint of the server's own.
/// What is signed here is signed by the server's real key, so that nothing but the attack itself is wrong.
/// </summary>
public sealed class BearerForgeryTests : IAsyncLifetime
{
    private RunningServer _server = null!;
    private RunningServer _other = null!;
    private Client _client = null!;
    private TokenForge _forge = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RunningServer.StartAsync();
        _other = await RunningServer.StartAsync();
        _client = new(_server);
        await _client.SignInAsync();
        _forge = new(_client.AccessToken!, _server.Ring.ActiveSigning);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Fact]
    public async Task What_every_forgery_starts_from_opens()
    {
        await OpensAsync(_forge.Signed(_ => { }, _ => { }));
        await OpensAsync(_forge.Sign(TokenForge.Encode(_forge.HeaderText), TokenForge.Encode(_forge.PayloadText)));
    }

    [Theory, InlineData("none"), InlineData("None"), InlineData("NONE"), InlineData("nOnE")]
    public async Task A_token_without_a_signature_is_refused(string algorithm)
    {
        var header = TokenForge.Encode(new JsonObject
        {
            ["alg"] = algorithm,
            ["typ"] = "at+jwt",
            ["kid"] = _server.Ring.ActiveSigning.Id,
        });
        foreach (var signature in new[] { "", _forge.Signature, new('A', 86) })
        {
            await RefusedAsync($"{header}.{_forge.Payload}.{signature}");
        }

        await RefusedAsync($"{header}.{_forge.Payload}");
    }

    [Theory, InlineData(0), InlineData(255)]
    public async Task An_empty_signature_is_none(byte filling)
    {
        var signature = new byte[SigningKey.SignatureLength];
        Array.Fill(signature, filling);
        await RefusedAsync($"{_forge.Header}.{_forge.Payload}.{Base64Url.EncodeToString(signature)}");
    }

    /// <summary>A tag of 64 bytes is as long as a signature, so that nothing but the algorithm gives it away.</summary>
    [Theory, InlineData("HS256"), InlineData("HS384"), InlineData("HS512"), InlineData("ES256")]
    public async Task The_public_key_is_no_shared_secret(string algorithm)
    {
        var header = TokenForge.Encode(new JsonObject
        {
            ["alg"] = algorithm,
            ["typ"] = "at+jwt",
            ["kid"] = _server.Ring.ActiveSigning.Id,
        });
        var input = Encoding.ASCII.GetBytes($"{header}.{_forge.Payload}");
        foreach (var secret in await FormsOfPublicKeyAsync())
        {
            byte[][] tags =
            [
                HMACSHA256.HashData(secret, input), HMACSHA384.HashData(secret, input),
                HMACSHA512.HashData(secret, input),
            ];
            foreach (var tag in tags)
            {
                await RefusedAsync($"{header}.{_forge.Payload}.{Base64Url.EncodeToString(tag)}");
            }
        }
    }

    [Fact]
    public async Task A_foreign_key_is_refused_under_its_own_id_and_under_ours()
    {
        var foreign = _other.Ring.ActiveSigning;
        var own = Header(foreign.Id);

        await RefusedAsync(TokenForge.Sign(own, _forge.Payload, foreign));
        await RefusedAsync(TokenForge.Sign(_forge.Header, _forge.Payload, foreign));
        await RefusedAsync(_forge.Sign(own, _forge.Payload));
        await RefusedAsync(_forge.Sign(Header(_server.Ring.Published[^1].Id), _forge.Payload));
        await RefusedAsync(_forge.Sign(Header("../../../dev/null"), _forge.Payload));
    }

    [Fact]
    public async Task Nobody_asks_the_address_that_a_token_names_for_keys()
    {
        using var thief = new TcpListener(IPAddress.Loopback, 0);
        thief.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)thief.LocalEndpoint).Port}/keys";
        foreach (var name in new[] { "jku", "x5u" })
        {
            await RefusedAsync(_forge.Signed(header => header[name] = url, _ => { }));
            await RefusedAsync(_forge.Signed(
                header =>
                {
                    header[name] = url;
                    header["kid"] = "somebody-elses";
                },
                _ => { }));
        }

        Assert.False(thief.Pending());
    }

    [Fact]
    public async Task A_key_in_the_header_is_not_believed()
    {
        using var thief = new ProofKey();
        await RefusedAsync(_forge.Signed(header => header["jwk"] = thief.PublicJwk(), _ => { }));
        await RefusedAsync(thief.Proof("GET", "https://id.example.com", _server.Clock.GetUtcNow(), null, (header, _) =>
        {
            header["typ"] = "at+jwt";
            header["kid"] = _server.Ring.ActiveSigning.Id;
        }));
    }

    [Theory]
    [InlineData("\"sub\":\"usr_AAAAAAAAAAAAAAAAAAAAAA\"")]
    [InlineData("\"s\\u0075b\":\"usr_AAAAAAAAAAAAAAAAAAAAAA\"")]
    [InlineData("\"exp\":4102444800")]
    [InlineData("\"aud\":\"https://other.example.com\"")]
    [InlineData("\"iss\":\"https://thief.example.com\"")]
    [InlineData("\"roles\":[\"tidelock-admin\"]")]
    public async Task A_claim_that_stands_there_twice_is_refused(string claim)
    {
        var payload = _forge.PayloadText;
        await RefusedAsync(_forge.Sign(_forge.Header, TokenForge.Encode($"{payload[..^1]},{claim}}}")));
        await RefusedAsync(_forge.Sign(_forge.Header, TokenForge.Encode($"{{{claim},{payload[1..]}")));
    }

    [Theory, InlineData("\"alg\":\"none\""), InlineData("\"kid\":\"x\""), InlineData("\"\\u0061lg\":\"HS256\"")]
    public async Task A_header_member_that_stands_there_twice_is_refused(string member)
    {
        var header = _forge.HeaderText;
        await RefusedAsync(_forge.Sign(TokenForge.Encode($"{header[..^1]},{member}}}"), _forge.Payload));
        await RefusedAsync(_forge.Sign(TokenForge.Encode($"{{{member},{header[1..]}"), _forge.Payload));
    }

    [Fact]
    public async Task Base64_that_is_not_canonical_is_refused_wherever_it_stands()
    {
        var (header, payload, signature) = (_forge.Header, _forge.Payload, _forge.Signature);
        await RefusedAsync($"{header}.{payload}.{WithUnusedBits(signature)}");
        await RefusedAsync(_forge.Sign(WithUnusedBits(Unaligned(_forge.HeaderText)), payload));
        await RefusedAsync(_forge.Sign(header, WithUnusedBits(Unaligned(_forge.PayloadText))));
        await RefusedAsync(_forge.Sign(header + "=", payload));
        await RefusedAsync(_forge.Sign(header, payload + "=="));
        await RefusedAsync($"{header}.{payload}.{signature}==");
        var withSlashes = Convert.ToBase64String(Encoding.UTF8.GetBytes(
            $"{{\"pad\":\"???>>>~~~????\",{_forge.PayloadText[1..]}")).TrimEnd('=');
        Assert.Contains('/', withSlashes);
        await OpensAsync(_forge.Sign(header, withSlashes.Replace('/', '_').Replace('+', '-')));
        await RefusedAsync(_forge.Sign(header, withSlashes));
    }

    [Fact]
    public async Task A_signature_in_another_form_is_refused()
    {
        var signature = Base64Url.DecodeFromChars(_forge.Signature);
        var sequence = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        using (sequence.PushSequence())
        {
            sequence.WriteIntegerUnsigned(signature.AsSpan(0, 32));
            sequence.WriteIntegerUnsigned(signature.AsSpan(32));
        }

        await RefusedAsync($"{_forge.Header}.{_forge.Payload}.{Base64Url.EncodeToString(sequence.Encode())}");
        await RefusedAsync($"{_forge.Header}.{_forge.Payload}.{Base64Url.EncodeToString(signature.AsSpan(0, 63))}");
        await RefusedAsync($"{_forge.Header}.{_forge.Payload}.{Base64Url.EncodeToString([.. signature, 0])}");
    }

    [Theory]
    [InlineData("exp", 60, false)]
    [InlineData("exp", 59, true)]
    [InlineData("iat", -61, false)]
    [InlineData("iat", -60, true)]
    [InlineData("nbf", -61, false)]
    [InlineData("nbf", -60, true)]
    public async Task Clocks_may_differ_by_a_minute_and_not_by_more(string claim, int secondsAgo, bool opens)
    {
        var at = _server.Clock.GetUtcNow().ToUnixTimeSeconds() - secondsAgo;
        var token = _forge.Signed(_ => { }, claims => claims[claim] = at);
        await (opens ? OpensAsync(token) : RefusedAsync(token));
    }

    [Fact]
    public async Task An_audience_among_others_and_an_issuer_that_is_nearly_ours_are_refused()
    {
        await RefusedAsync(_forge.Signed(_ => { }, claims => claims["aud"] = new JsonArray(The.PublicUrl)));
        await RefusedAsync(_forge.Signed(_ => { }, claims => claims["aud"] = The.PublicUrl + "/"));
        await RefusedAsync(_forge.Signed(_ => { }, claims => claims["iss"] = The.PublicUrl + "/"));
        await RefusedAsync(_forge.Signed(_ => { }, claims => claims.Remove("aud")));
        await RefusedAsync(_forge.Signed(_ => { }, claims => claims.Remove("iss")));
        await RefusedAsync(_forge.Signed(_ => { }, claims => claims.Remove("exp")));
    }

    [Fact]
    public async Task A_token_of_another_kind_is_no_access_token()
    {
        await RefusedAsync(_client.RefreshToken!);
        await RefusedAsync(_forge.Signed(header => header["typ"] = "dpop+jwt", _ => { }));
        await RefusedAsync(_forge.Signed(header => header.Remove("typ"), _ => { }));
        await RefusedAsync(_forge.Signed(_ => { }, claims => claims["pad"] = new string('x', 12_288)));
    }

    private async Task OpensAsync(string token)
    {
        _client.AccessToken = token;
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync("/api/v1/auth/me")).Status);
    }

    private async Task RefusedAsync(string token)
    {
        _client.AccessToken = token;
        var reply = await _client.GetAsync("/api/v1/auth/me");
        Expect.Refused(reply, HttpStatusCode.Unauthorized, "invalid-access-token");
        Assert.Equal("Bearer error=\"invalid_token\"", reply.Header("WWW-Authenticate"));
    }

    private async Task<IReadOnlyList<byte[]>> FormsOfPublicKeyAsync()
    {
        var set = await _client.GetAsync("/.well-known/jwks.json");
        var jwk = set.Json!["keys"]!.AsArray().Single(
            key => key!["kid"]!.GetValue<string>() == _server.Ring.ActiveSigning.Id)!;
        var (x, y) = (jwk["x"]!.GetValue<string>(), jwk["y"]!.GetValue<string>());
        using var key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new() { X = Base64Url.DecodeFromChars(x), Y = Base64Url.DecodeFromChars(y) },
        });
        byte[] point = [.. Base64Url.DecodeFromChars(x), .. Base64Url.DecodeFromChars(y)];
        return
        [
            Encoding.UTF8.GetBytes(set.Text), JsonSerializer.SerializeToUtf8Bytes(jwk), point, [4, .. point],
            key.ExportSubjectPublicKeyInfo(), Encoding.ASCII.GetBytes(key.ExportSubjectPublicKeyInfoPem()),
            Encoding.ASCII.GetBytes(key.ExportSubjectPublicKeyInfoPem() + "\n"), Encoding.ASCII.GetBytes(x),
        ];
    }

    private static string Header(string keyId) => TokenForge.Encode(
        new JsonObject { ["alg"] = "ES256", ["typ"] = "at+jwt", ["kid"] = keyId });

    /// <summary>JSON of a length whose last symbol of base64 has unused bits.</summary>
    private static string Unaligned(string json)
    {
        while (Encoding.UTF8.GetByteCount(json) % 3 != 1)
        {
            json += " ";
        }

        return TokenForge.Encode(json);
    }

    private static string WithUnusedBits(string text)
    {
        const string Symbols = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        return text[..^1] + Symbols[Symbols.IndexOf(text[^1]) + 1];
    }
}
