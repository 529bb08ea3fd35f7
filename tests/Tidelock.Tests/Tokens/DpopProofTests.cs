using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Tidelock.Keys;
using Tidelock.Tokens;

namespace Tidelock.Tests.Tokens;

public sealed class DpopProofTests
{
    private static readonly KeyRing Ring = Some.Ring();
    private static readonly ClientKey Key = new();
    private static readonly ClientKey OtherKey = new();
    private static readonly Uri Url = new(ClientKey.Url);
    private static readonly long Now = The.Moment.ToUnixTimeSeconds();
    private static readonly string Junk = new('A', 86);

    private static readonly Dictionary<string, (ProofFault Expected, Func<string> Proof)> Faults = new()
    {
        ["empty"] = (ProofFault.Malformed, () => string.Empty),
        ["two in one header"] = (ProofFault.Malformed, () => Key.Proof() + "," + Key.Proof("id-2")),
        ["too long"] = (ProofFault.TooLong, () => Key.WithClaim("x", $"\"{new string('x', 4096)}\"")),
        ["padding"] = (ProofFault.Malformed, () => Key.Proof() + "=="),
        ["header no JSON"] = (ProofFault.MalformedHeader, () => Key.Sign("x", ClientKey.Payload())),
        ["duplicate alg"] = (ProofFault.MalformedHeader, () => DoubledHeader("\"alg\":\"none\"")),
        ["duplicate x in the key"] = (ProofFault.MalformedHeader, () => Key.Sign(
            Key.Header.Replace("\"crv\"", "\"x\":\"\",\"crv\"", StringComparison.Ordinal), ClientKey.Payload())),
        ["typ JWT"] = (ProofFault.WrongType, () => Key.WithHeader("typ", "\"JWT\"")),
        ["typ at+jwt"] = (ProofFault.WrongType, () => Key.WithHeader("typ", "\"at+jwt\"")),
        ["typ missing"] = (ProofFault.WrongType, () => Key.WithHeader("typ", null)),
        ["alg none, no signature"] = (ProofFault.Malformed, () => Unsigned("none", string.Empty)),
        ["alg none"] = (ProofFault.WrongAlgorithm, () => Unsigned("none", Junk)),
        ["alg HS256"] = (ProofFault.WrongAlgorithm, () => Unsigned("HS256", Junk)),
        ["alg HS256, 32 bytes"] = (ProofFault.Malformed, () => Unsigned("HS256", new('A', 43))),
        ["alg RS256"] = (ProofFault.WrongAlgorithm, () => Key.WithHeader("alg", "\"RS256\"")),
        ["crit"] = (ProofFault.CriticalHeader, () => Key.WithHeader("crit", "[\"b64\"]")),
        ["no key"] = (ProofFault.WrongKey, () => Key.WithHeader("jwk", null)),
        ["key by URL"] = (ProofFault.WrongKey, () => Key.Sign(
            """{"typ":"dpop+jwt","alg":"ES256","jku":"https://evil.example"}""", ClientKey.Payload())),
        ["key a text"] = (ProofFault.WrongKey, () => Key.WithHeader("jwk", "\"x\"")),
        ["private key"] = (ProofFault.PrivateKey, () => Key.WithJwk("d", $"\"{Key.D}\"")),
        ["private key of another type"] = (ProofFault.PrivateKey, () => Key.WithJwk("d", "null")),
        ["symmetric key"] = (ProofFault.PrivateKey, () => Key.WithHeader("jwk", """{"kty":"oct","k":"AAAA"}""")),
        ["RSA key"] = (ProofFault.WrongKey, () => Key.WithHeader("jwk", """{"kty":"RSA","n":"AQAB","e":"AQAB"}""")),
        ["another curve"] = (ProofFault.WrongKey, () => Key.WithJwk("crv", "\"P-384\"")),
        ["point off the curve"] = (ProofFault.WrongKey, () => Key.WithJwk("y", $"\"{OtherKey.Y}\"")),
        ["point at zero"] = (ProofFault.WrongKey, () => Key.WithHeader("jwk", Point(new byte[32], new byte[32]))),
        ["coordinate beyond the field"] = (ProofFault.WrongKey, () => Key.WithJwk("x", $"\"{Encoded(0xFF, 32)}\"")),
        ["coordinate of 31 bytes"] = (ProofFault.WrongKey, () => Key.WithJwk("x", $"\"{Encoded(1, 31)}\"")),
        ["coordinate of 33 bytes"] = (ProofFault.WrongKey, () => Key.WithJwk("x", $"\"{Encoded(0, 33)}\"")),
        ["coordinate not canonical"] = (ProofFault.WrongKey, () => Key.WithJwk("x", $"\"{Key.X[..^1]}B\"")),
        ["no coordinate"] = (ProofFault.WrongKey, () => Key.WithJwk("y", null)),
        ["payload no JSON"] = (ProofFault.MalformedPayload, () => Key.Sign(Key.Header, "x")),
        ["duplicate htu"] = (ProofFault.MalformedPayload, () => Key.Sign(
            Key.Header, TokenForge.Prepended(ClientKey.Payload(), "\"htu\":\"https://evil.example\""))),
        ["other method"] = (ProofFault.WrongMethod, () => Key.WithClaim("htm", "\"GET\"")),
        ["method in lower case"] = (ProofFault.WrongMethod, () => Key.WithClaim("htm", "\"post\"")),
        ["no method"] = (ProofFault.WrongMethod, () => Key.WithClaim("htm", null)),
        ["no URL"] = (ProofFault.WrongUrl, () => Key.WithClaim("htu", null)),
        ["no id"] = (ProofFault.WrongId, () => Key.WithClaim("jti", null)),
        ["empty id"] = (ProofFault.WrongId, () => Key.WithClaim("jti", "\"\"")),
        ["long id"] = (ProofFault.WrongId, () => Key.WithClaim("jti", $"\"{new string('x', 257)}\"")),
        ["id a number"] = (ProofFault.WrongId, () => Key.WithClaim("jti", "1")),
        ["too old"] = (ProofFault.WrongTime, () => Key.WithClaim("iat", $"{Now - 61}")),
        ["from the future"] = (ProofFault.WrongTime, () => Key.WithClaim("iat", $"{Now + 61}")),
        ["no time"] = (ProofFault.WrongTime, () => Key.WithClaim("iat", null)),
        ["time a text"] = (ProofFault.WrongTime, () => Key.WithClaim("iat", $"\"{Now}\"")),
        ["time infinite"] = (ProofFault.WrongTime, () => Key.WithClaim("iat", "1e999")),
        ["made-up nonce"] = (ProofFault.StaleNonce, () => Key.WithClaim("nonce", "\"made-up\"")),
        ["nonce null"] = (ProofFault.StaleNonce, () => Key.Sign(
            Key.Header, TokenForge.Prepended(ClientKey.Payload(), "\"nonce\":null"))),
        ["nonce of another server"] = (ProofFault.StaleNonce, () => Nonced(Some.Ring(), TimeSpan.Zero)),
        ["nonce too old"] = (ProofFault.StaleNonce, () => Nonced(Ring, TimeSpan.FromMinutes(-5))),
        ["nonce from the future"] = (ProofFault.StaleNonce, () => Nonced(Ring, TimeSpan.FromSeconds(61))),
        ["signed by another key"] = (ProofFault.WrongSignature, () => OtherKey.Sign(Key.Header, ClientKey.Payload())),
        ["signature of zeros"] = (ProofFault.WrongSignature, () => Key.Proof()[..^86] + Junk),
    };

    public static TheoryData<string> Names => [.. Faults.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_faulty_proof_is_refused_for_its_own_fault(string fault)
    {
        var (expected, proof) = Faults[fault];
        Assert.Equal(expected, Judge(new(default), proof(), out var check));
        Assert.Equal(ProofCheck.Invalid, check);
    }

    [Fact]
    public void A_good_proof_names_its_key_and_itself()
    {
        Assert.Equal(ProofFault.None, Judge(new(default), Key.Proof(), out var check));
        Assert.Equal(ProofState.Valid, check.State);
        Assert.Equal(Key.Thumbprint, check.Key);
        Assert.False(check.FreshNonce);
        Assert.Equal(ProofFault.None, Judge(new(default), Key.Proof("id-2"), out var other));
        Assert.NotEqual(check.Id, other.Id);
    }

    [Theory]
    [InlineData("iat", -60)]
    [InlineData("iat", 60)]
    public void A_clock_may_be_a_minute_off(string claim, int seconds) =>
        Assert.Equal(ProofFault.None, Judge(new(default), Key.WithClaim(claim, $"{Now + seconds}"), out _));

    [Fact]
    public void A_fresh_nonce_stands_in_for_the_clock()
    {
        var payload = TokenForge.Changed(ClientKey.Payload(), "iat", "1000");
        payload = TokenForge.Changed(payload, "nonce", $"\"{DpopNonce.Issue(Ring, The.Moment)}\"");

        Assert.Equal(ProofFault.None, Judge(new(default), Key.Sign(Key.Header, payload), out var check));
        Assert.True(check.FreshNonce);
    }

    [Fact]
    public void Members_that_browsers_add_to_a_key_do_no_harm()
    {
        Assert.Equal(ProofFault.None, Judge(new(default), Key.WithJwk("ext", "true"), out var check));
        Assert.Equal(Key.Thumbprint, check.Key);
        Assert.Equal(ProofFault.None, Judge(new(default), Key.WithClaim("ath", "\"x\""), out _));
    }

    [Fact]
    public void No_header_is_no_proof_and_two_are_none_that_holds()
    {
        var checker = new DpopProofChecker(default);
        Assert.Equal(ProofCheck.None, checker.Check(null, 0, "POST", Url, Ring, The.Moment));
        Assert.Equal(ProofCheck.Invalid, checker.Check(Key.Proof(), 2, "POST", Url, Ring, The.Moment));
        Assert.Equal(ProofCheck.Invalid, checker.Check(null, 1, "POST", Url, Ring, The.Moment));
        Assert.Equal(ProofState.Valid, checker.Check(Key.Proof(), 1, "POST", Url, Ring, The.Moment).State);
    }

    [Fact]
    public void A_repeated_proof_is_refused_and_another_client_may_use_the_same_id()
    {
        var checker = new DpopProofChecker(default);
        var proof = Key.Proof();
        Assert.Equal(ProofFault.None, Judge(checker, proof, out _));
        Assert.Equal(ProofFault.Repeated, Judge(checker, proof, out var check));
        Assert.Equal(ProofState.Valid, check.State);
        Assert.Equal(ProofCheck.Invalid, checker.Check(proof, 1, "POST", Url, Ring, The.Moment));
        Assert.Equal(ProofFault.None, Judge(checker, OtherKey.Proof(), out _));
        Assert.Equal(ProofFault.None, Judge(checker, Key.Proof("id-2"), out _));
    }

    [Fact]
    public void A_proof_can_not_be_repeated_while_its_time_holds()
    {
        var checker = new DpopProofChecker(default);
        var proof = Key.WithClaim("iat", $"{Now + 60}");
        Assert.Equal(ProofFault.None, Judge(checker, proof, out _));
        for (var seconds = 0; seconds <= 120; seconds += 10)
        {
            var later = The.Moment + TimeSpan.FromSeconds(seconds);
            Assert.Equal(ProofFault.Repeated, checker.Judge(proof, 1, "POST", Url, Ring, later, out _));
        }

        var over = The.Moment + TimeSpan.FromSeconds(121);
        Assert.Equal(ProofFault.WrongTime, checker.Judge(proof, 1, "POST", Url, Ring, over, out _));
    }

    [Fact]
    public void A_node_that_has_just_started_takes_nothing_that_it_could_have_seen_before()
    {
        var checker = new DpopProofChecker(The.Moment);
        Assert.Equal(ProofFault.WrongTime, Judge(checker, Key.WithClaim("iat", $"{Now - 1}"), out _));
        Assert.Equal(ProofFault.None, Judge(checker, Key.WithClaim("iat", $"{Now}"), out _));
        var before = DpopNonce.Issue(Ring, The.Moment - TimeSpan.FromSeconds(1));
        Assert.Equal(ProofFault.StaleNonce, Judge(checker, Key.WithClaim("nonce", $"\"{before}\""), out _));
        var since = DpopNonce.Issue(Ring, The.Moment);
        Assert.Equal(ProofFault.None, Judge(checker, Key.WithClaim("nonce", $"\"{since}\""), out _));
    }

    [Fact]
    public void A_clock_that_is_set_back_counts_as_a_start()
    {
        var checker = new DpopProofChecker(The.Moment);
        var used = Key.Proof();
        Assert.Equal(ProofFault.None, Judge(checker, used, out _));
        var ahead = The.Moment + TimeSpan.FromHours(6);
        Assert.Equal(ProofFault.WrongTime, checker.Judge(used, 1, "POST", Url, Ring, ahead, out _));
        var back = The.Moment + TimeSpan.FromSeconds(30);

        Assert.Equal(ProofFault.WrongTime, checker.Judge(used, 1, "POST", Url, Ring, back, out _));
        var dated = OtherKey.WithClaim("iat", $"{Now + 30}");
        Assert.Equal(ProofFault.None, checker.Judge(dated, 1, "POST", Url, Ring, back, out _));
    }

    [Fact]
    public void A_clock_that_is_set_back_to_before_the_start_asks_for_a_nonce_that_then_holds()
    {
        var checker = new DpopProofChecker(The.Moment);
        Assert.Equal(ProofFault.None, Judge(checker, Key.Proof(), out _));
        var before = The.Moment - TimeSpan.FromHours(2);

        Assert.Equal(ProofFault.WrongTime, checker.Judge(Key.Proof("id-2"), 1, "POST", Url, Ring, before, out _));
        var noncedProof = Key.WithClaim("nonce", $"\"{DpopNonce.Issue(Ring, before)}\"");
        Assert.Equal(ProofFault.None, checker.Judge(noncedProof, 1, "POST", Url, Ring, before, out _));
    }

    [Fact]
    public void Requests_that_pass_each_other_are_no_clock_that_was_set_back()
    {
        var checker = new DpopProofChecker(default);
        Assert.Equal(ProofFault.None, Judge(checker, Key.Proof(), out _));
        var little = The.Moment - DpopProofChecker.SetBackTolerance;

        var dated = OtherKey.WithClaim("iat", $"{Now - 30}");
        Assert.Equal(ProofFault.None, checker.Judge(dated, 1, "POST", Url, Ring, little, out _));
    }

    [Fact]
    public void Random_changes_never_throw()
    {
        var random = new Random(11);
        var checker = new DpopProofChecker(default);
        for (var i = 0; i < 5_000; i++)
        {
            var header = Encoding.UTF8.GetBytes(Key.Header);
            header[random.Next(header.Length)] = (byte)random.Next(256);
            var proof = $"{Base64Url.EncodeToString(header)}.{TokenForge.Encode(ClientKey.Payload())}.{Junk}";
            Assert.Equal(ProofCheck.Invalid, checker.Check(proof, 1, "POST", Url, Ring, The.Moment));
        }
    }

    private static ProofFault Judge(DpopProofChecker checker, string proof, out ProofCheck check) =>
        checker.Judge(proof, 1, "POST", Url, Ring, The.Moment, out check);

    private static string Unsigned(string algorithm, string signature) =>
        $"{TokenForge.Encode(TokenForge.Changed(Key.Header, "alg", $"\"{algorithm}\""))}."
        + $"{TokenForge.Encode(ClientKey.Payload())}.{signature}";

    private static string DoubledHeader(string member) =>
        Key.Sign(TokenForge.Prepended(Key.Header, member), ClientKey.Payload());

    private static string Nonced(KeyRing ring, TimeSpan offset) =>
        Key.WithClaim("nonce", $"\"{DpopNonce.Issue(ring, The.Moment + offset)}\"");

    private static string Point(byte[] x, byte[] y) =>
        $$"""{"kty":"EC","crv":"P-256","x":"{{Base64Url.EncodeToString(x)}}","y":"{{Base64Url.EncodeToString(y)}}"}""";

    private static string Encoded(byte value, int length) =>
        Base64Url.EncodeToString(Enumerable.Repeat(value, length).ToArray());
}
