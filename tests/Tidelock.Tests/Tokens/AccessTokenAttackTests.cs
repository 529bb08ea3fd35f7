using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Tidelock.Keys;
using Tidelock.Tests.Keys;
using Tidelock.Tokens;
using static Tidelock.Tokens.AccessTokenResult;

namespace Tidelock.Tests.Tokens;

/// <summary>Every known way to get a token past a reader, each refused for its own reason.</summary>
public sealed class AccessTokenAttackTests
{
    private static readonly KeyRing Ring = Some.Ring();
    private static readonly KeyRing ForeignRing = Some.Ring();
    private static readonly TokenForge Forge = new(Ring);
    private static readonly long Now = The.Moment.ToUnixTimeSeconds();
    private static readonly string Junk = new('A', 86);

    private static readonly Dictionary<string, (Rejected Expected, Func<string> Token)> Attacks = new()
    {
        ["alg none, no signature"] = (Rejected.Malformed, () => Unsigned("none", string.Empty)),
        ["alg none, some signature"] = (Rejected.WrongAlgorithm, () => Unsigned("none", Junk)),
        ["alg NoNe"] = (Rejected.WrongAlgorithm, () => Unsigned("NoNe", Junk)),
        ["alg empty"] = (Rejected.WrongAlgorithm, () => Forge.WithHeader("alg", "\"\"")),
        ["alg missing"] = (Rejected.WrongAlgorithm, () => Forge.WithHeader("alg", null)),
        ["alg of another type"] = (Rejected.WrongAlgorithm, () => Forge.WithHeader("alg", "[\"ES256\"]")),
        ["alg es256 in lower case"] = (Rejected.WrongAlgorithm, () => Forge.WithHeader("alg", "\"es256\"")),
        ["alg ES384"] = (Rejected.WrongAlgorithm, () => Forge.WithHeader("alg", "\"ES384\"")),
        ["HS256 with the public key"] = (Rejected.Malformed, () => HmacByPublicKey(SHA256.HashSizeInBytes)),
        ["HS512 with the public key"] = (Rejected.WrongAlgorithm, () => HmacByPublicKey(SHA512.HashSizeInBytes)),
        ["typ JWT"] = (Rejected.WrongType, () => Forge.WithHeader("typ", "\"JWT\"")),
        ["typ dpop+jwt"] = (Rejected.WrongType, () => Forge.WithHeader("typ", "\"dpop+jwt\"")),
        ["typ missing"] = (Rejected.WrongType, () => Forge.WithHeader("typ", null)),
        ["jku"] = (Rejected.ForbiddenHeader, () => Forge.WithHeader("jku", "\"https://evil.example/jwks\"")),
        ["x5u"] = (Rejected.ForbiddenHeader, () => Forge.WithHeader("x5u", "\"https://evil.example/x\"")),
        ["x5c"] = (Rejected.ForbiddenHeader, () => Forge.WithHeader("x5c", "[\"MIIB\"]")),
        ["jwk"] = (Rejected.ForbiddenHeader, () => Forge.WithHeader("jwk", """{"kty":"EC","crv":"P-256"}""")),
        ["crit"] = (Rejected.ForbiddenHeader, () => Forge.WithHeader("crit", "[\"exp\"]")),
        ["b64"] = (Rejected.ForbiddenHeader, () => Forge.WithHeader("b64", "false")),
        ["zip"] = (Rejected.ForbiddenHeader, () => Forge.WithHeader("zip", "\"DEF\"")),
        ["foreign kid"] = (Rejected.UnknownKey, () => ByForeignKey(ForeignRing.ActiveSigning.Id)),
        ["foreign key under our kid"] = (Rejected.WrongSignature, () => ByForeignKey(Ring.ActiveSigning.Id)),
        ["next key's kid"] = (Rejected.WrongSignature, () => ByForeignKey(Ring.Published[1].Id)),
        ["kid missing"] = (Rejected.UnknownKey, () => Forge.WithHeader("kid", null)),
        ["kid a number"] = (Rejected.UnknownKey, () => Forge.WithHeader("kid", "1")),
        ["kid a path"] = (Rejected.UnknownKey, () => Forge.WithHeader("kid", "\"../../dev/null\"")),
        ["kid half a surrogate"] = (Rejected.UnknownKey, () => Forge.Sign(HeaderText("kid", "\"\\uD800\""), Good)),
        ["duplicate alg"] = (Rejected.MalformedHeader, () => DoubledHeader("\"alg\":\"none\"")),
        ["duplicate alg, escaped"] = (Rejected.MalformedHeader, () => DoubledHeader("\"\\u0061lg\":\"none\"")),
        ["duplicate kid"] = (Rejected.MalformedHeader, () => DoubledHeader("\"kid\":\"x\"")),
        ["name half a surrogate"] = (Rejected.MalformedHeader, () => DoubledHeader("\"\\uD800\":1,\"\\uD801\":1")),
        ["header an array"] = (Rejected.MalformedHeader, () => Forge.Sign("[]", Good)),
        ["header with a comment"] = (Rejected.MalformedHeader, () => Forge.Sign("/**/" + Forge.Header, Good)),
        ["header with a tail"] = (Rejected.MalformedHeader, () => Forge.Sign(Forge.Header + "{}", Good)),
        ["header too deep"] = (Rejected.MalformedHeader, () => DoubledHeader("\"x\":" + Nested(9))),
        ["duplicate sub"] = (Rejected.MalformedPayload, () => Doubled("\"sub\":\"usr_AAAAAAAAAAAAAAAAAAAAAA\"")),
        ["duplicate sub, escaped"] = (Rejected.MalformedPayload, () => Doubled("\"s\\u0075b\":\"usr_x\"")),
        ["duplicate exp"] = (Rejected.MalformedPayload, () => Doubled("\"exp\":9999999999")),
        ["duplicate inside a claim"] = (Rejected.MalformedPayload, () => Doubled("\"x\":[{\"a\":1,\"a\":2}]")),
        ["payload an array"] = (Rejected.MalformedPayload, () => Forge.Sign(Forge.Header, "[1]")),
        ["payload no JSON"] = (Rejected.MalformedPayload, () => Forge.Sign(Forge.Header, "hello")),
        ["payload bad UTF-8"] = (Rejected.MalformedPayload, () => TokenForge.Sign(
            TokenForge.Encode(Forge.Header), Base64Url.EncodeToString([0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D]),
            Ring.ActiveSigning)),
        ["exp passed"] = (Rejected.Expired, () => Forge.WithClaim("exp", $"{Now - 60}")),
        ["exp long passed"] = (Rejected.Expired, () => Forge.WithClaim("exp", "0")),
        ["exp missing"] = (Rejected.WrongClaim, () => Forge.WithClaim("exp", null)),
        ["exp text"] = (Rejected.WrongClaim, () => Forge.WithClaim("exp", $"\"{Now + 900}\"")),
        ["exp fraction"] = (Rejected.WrongClaim, () => Forge.WithClaim("exp", $"{Now + 900}.5")),
        ["exp exponent"] = (Rejected.WrongClaim, () => Forge.WithClaim("exp", "1e12")),
        ["exp negative"] = (Rejected.WrongClaim, () => Forge.WithClaim("exp", "-1")),
        ["exp beyond time"] = (Rejected.WrongClaim, () => Forge.WithClaim("exp", "9223372036854775807")),
        ["exp beyond numbers"] = (Rejected.WrongClaim, () => Forge.WithClaim("exp", "92233720368547758080")),
        ["iat in the future"] = (Rejected.NotYetValid, () => Forge.WithClaim("iat", $"{Now + 61}")),
        ["iat missing"] = (Rejected.WrongClaim, () => Forge.WithClaim("iat", null)),
        ["nbf in the future"] = (Rejected.NotYetValid, () => Forge.WithClaim("nbf", $"{Now + 61}")),
        ["nbf text"] = (Rejected.WrongClaim, () => Forge.WithClaim("nbf", "\"soon\"")),
        ["nbf null"] = (Rejected.WrongClaim, () => Doubled("\"nbf\":null")),
        ["wrong issuer"] = (Rejected.WrongIssuer, () => Forge.WithClaim("iss", "\"https://evil.example\"")),
        ["issuer with a slash"] = (Rejected.WrongIssuer, () => Forge.WithClaim("iss", "\"https://id.example/\"")),
        ["issuer missing"] = (Rejected.WrongIssuer, () => Forge.WithClaim("iss", null)),
        ["issuer in a list"] = (Rejected.WrongIssuer, () => Forge.WithClaim("iss", "[\"https://id.example\"]")),
        ["wrong audience"] = (Rejected.WrongAudience, () => Forge.WithClaim("aud", "\"https://other.example\"")),
        ["audience missing"] = (Rejected.WrongAudience, () => Forge.WithClaim("aud", null)),
        ["audience list"] = (Rejected.WrongAudience, () => Forge.WithClaim(
            "aud", "[\"https://api.example\",\"https://other.example\"]")),
        ["sub missing"] = (Rejected.WrongClaim, () => Forge.WithClaim("sub", null)),
        ["sub of another kind"] = (Rejected.WrongClaim, () => Forge.WithClaim("sub", $"\"{Some.Session().Id}\"")),
        ["sub a number"] = (Rejected.WrongClaim, () => Forge.WithClaim("sub", "7")),
        ["sub not canonical"] = (Rejected.WrongClaim, () => Forge.WithClaim("sub", "\"usr_AAAAAAAAAAAAAAAAAAAAAB\"")),
        ["sid missing"] = (Rejected.WrongClaim, () => Forge.WithClaim("sid", null)),
        ["sid short"] = (Rejected.WrongClaim, () => Forge.WithClaim("sid", "\"ses_AAAA\"")),
        ["sid in no shard"] = (Rejected.WrongClaim, () => Forge.WithClaim("sid", "\"ses______________________w\"")),
        ["jti missing"] = (Rejected.WrongClaim, () => Forge.WithClaim("jti", null)),
        ["jti long"] = (Rejected.WrongClaim, () => Forge.WithClaim("jti", $"\"{new string('x', 65)}\"")),
        ["client_id missing"] = (Rejected.WrongClaim, () => Forge.WithClaim("client_id", null)),
        ["auth_time text"] = (Rejected.WrongClaim, () => Forge.WithClaim("auth_time", "\"1\"")),
        ["gen text"] = (Rejected.WrongClaim, () => Forge.WithClaim("gen", "\"7\"")),
        ["gen negative"] = (Rejected.WrongClaim, () => Forge.WithClaim("gen", "-1")),
        ["gen too high"] = (Rejected.WrongClaim, () => Forge.WithClaim("gen", "2147483647")),
        ["gen fraction"] = (Rejected.WrongClaim, () => Forge.WithClaim("gen", "7.5")),
        ["roles missing"] = (Rejected.WrongClaim, () => Forge.WithClaim("roles", null)),
        ["roles text"] = (Rejected.WrongClaim, () => Forge.WithClaim("roles", "\"tidelock-admin\"")),
        ["role a number"] = (Rejected.WrongClaim, () => Forge.WithClaim("roles", "[1]")),
        ["roles many"] = (Rejected.WrongClaim, () => Forge.WithClaim(
            "roles", "[" + string.Join(',', Enumerable.Repeat("\"r\"", 33)) + "]")),
        ["oversize"] = (Rejected.TooLong, () => Forge.WithClaim("x", $"\"{new string('x', 12_288)}\"")),
        ["empty"] = (Rejected.Malformed, () => string.Empty),
        ["dots only"] = (Rejected.Malformed, () => ".."),
        ["two parts"] = (Rejected.Malformed, () => Token[..Token.LastIndexOf('.')]),
        ["four parts"] = (Rejected.Malformed, () => Token + ".AAAA"),
        ["five parts, as a JWE"] = (Rejected.Malformed, () => "AAAA.AAAA.AAAA.AAAA." + Junk),
        ["padding"] = (Rejected.Malformed, () => Token + "=="),
        ["white space in front"] = (Rejected.Malformed, () => " " + Token),
        ["line break inside"] = (Rejected.Malformed, () => Token.Replace(".", "\n.", StringComparison.Ordinal)),
        ["letters beyond ASCII"] = (Rejected.Malformed, () => "\u0101" + Token[1..]),
        ["unused bits set"] = (Rejected.Malformed, () => Token[..^1] + Next(Token[^1])),
        ["unused bits set in the header"] = (Rejected.Malformed, UnusedBitsInHeader),
    };

    public static TheoryData<string> Names => [.. Attacks.Keys];

    private static string Good => TokenForge.Payload;

    private static string Token => Forge.Sign(Forge.Header, Good);

    [Fact]
    public void What_every_attack_starts_from_is_accepted()
    {
        Assert.IsType<Accepted>(Read(Token));
        Assert.IsType<Accepted>(Read(Forge.WithClaim("nbf", $"{Now + 59}")));
        Assert.IsType<Accepted>(Read(Forge.WithClaim("iat", $"{Now + 59}")));
        Assert.IsType<Accepted>(Read(Forge.WithClaim("exp", $"{Now - 59}")));
        Assert.IsType<Accepted>(Read(Forge.Sign(TokenForge.Changed(Forge.Header, "typ", "\"at+jwt\""), Good)));
        Assert.Null(Assert.IsType<Accepted>(Read(Forge.WithClaim("gen", null))).Claims.Generation);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_attack_is_refused_for_its_own_reason(string attack) =>
        Assert.Same(Attacks[attack].Expected, Read(Attacks[attack].Token()));

    [Fact]
    public void Every_bit_flip_of_the_signature_is_refused()
    {
        var token = Token;
        var dot = token.LastIndexOf('.') + 1;
        var signature = Base64Url.DecodeFromChars(token.AsSpan(dot));
        for (var bit = 0; bit < signature.Length * 8; bit++)
        {
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Same(Rejected.WrongSignature, Read(token[..dot] + Base64Url.EncodeToString(signature)));
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void Every_truncation_and_every_changed_symbol_is_refused()
    {
        var token = Token;
        for (var place = 0; place < token.Length; place++)
        {
            Assert.IsType<Rejected>(Read(token[..place]));
            Assert.IsType<Rejected>(Read(token[..place] + Next(token[place]) + token[(place + 1)..]));
        }
    }

    [Fact]
    public void Random_headers_never_throw()
    {
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var header = Encoding.UTF8.GetBytes(Forge.Header);
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                header[random.Next(header.Length)] = (byte)random.Next(256);
            }

            Assert.IsType<Rejected>(Read($"{Base64Url.EncodeToString(header)}.{TokenForge.Encode(Good)}.{Junk}"));
        }
    }

    [Fact]
    public async Task A_key_signs_until_it_retires_and_is_believed_until_it_is_removed()
    {
        var clock = The.Clock;
        var keeper = Some.Keeper(new InMemoryKeyStore(), clock);
        var forge = new TokenForge(keeper.Current);
        var token = forge.Sign(forge.Header, Good);

        await keeper.RotateNowAsync(KeyPurpose.Signing, new(Tidelock.Events.Actor.LocalOperator), default);
        Assert.IsType<Accepted>(Read(token, keeper.Current));

        await keeper.CompromiseAsync(
            KeyPurpose.Signing, forge.KeyId, new(Tidelock.Events.Actor.LocalOperator), default);
        Assert.Same(Rejected.UnknownKey, Read(token, keeper.Current));
    }

    private static AccessTokenResult Read(string token, KeyRing? ring = null) =>
        new AccessTokenReader(TokenForge.Policy).Read(token, ring ?? Ring, The.Moment);

    private static string HeaderText(string name, string json) =>
        Forge.Header.Replace($"\"{Ring.ActiveSigning.Id}\"", name == "kid" ? json : "\"x\"", StringComparison.Ordinal);

    private static string Unsigned(string algorithm, string signature) =>
        $"{TokenForge.Encode(TokenForge.Changed(Forge.Header, "alg", $"\"{algorithm}\""))}."
        + $"{TokenForge.Encode(Good)}.{signature}";

    private static string HmacByPublicKey(int length)
    {
        var algorithm = length == SHA256.HashSizeInBytes ? "HS256" : "HS512";
        var header = TokenForge.Changed(Forge.Header, "alg", $"\"{algorithm}\"");
        var input = Encoding.ASCII.GetBytes($"{TokenForge.Encode(header)}.{TokenForge.Encode(Good)}");
        using var json = new MemoryStream();
        using (var writer = new System.Text.Json.Utf8JsonWriter(json))
        {
            Ring.ActiveSigning.WriteJwk(writer);
        }

        var mac = length == SHA256.HashSizeInBytes
            ? HMACSHA256.HashData(json.ToArray(), input)
            : HMACSHA512.HashData(json.ToArray(), input);
        return $"{Encoding.ASCII.GetString(input)}.{Base64Url.EncodeToString(mac)}";
    }

    private static string ByForeignKey(string keyId) => TokenForge.Sign(
        TokenForge.Encode(TokenForge.Changed(Forge.Header, "kid", $"\"{keyId}\"")), TokenForge.Encode(Good),
        ForeignRing.ActiveSigning);

    private static string Doubled(string member) => Forge.Sign(Forge.Header, TokenForge.Prepended(Good, member));

    private static string DoubledHeader(string member) =>
        Forge.Sign(TokenForge.Prepended(Forge.Header, member), Good);

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    private static char Next(char symbol) => symbol switch { 'z' => 'a', 'Z' => 'A', '9' => '0', '.' => 'A',
        '-' => '_', '_' => '-', _ => (char)(symbol + 1) };

    private static string UnusedBitsInHeader()
    {
        var header = Forge.Header;
        while (Encoding.UTF8.GetByteCount(header) % 3 == 0)
        {
            header += " ";
        }

        var encoded = TokenForge.Encode(header);
        return TokenForge.Sign(encoded[..^1] + Next(encoded[^1]), TokenForge.Encode(Good), Ring.ActiveSigning);
    }
}
