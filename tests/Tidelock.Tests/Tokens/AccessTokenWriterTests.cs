using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Tidelock.Keys;
using Tidelock.Sessions;
using Tidelock.Tokens;

namespace Tidelock.Tests.Tokens;

public sealed class AccessTokenWriterTests
{
    private static readonly KeyRing Ring = Some.Ring();
    private static readonly string[] Roles = ["reader", "Prüfer \"1\" <b>", "审计"];

    [Fact]
    public void The_reader_gets_what_the_writer_was_given()
    {
        var session = Some.Session();
        var token = Write(session, new SeededRandomSource(1));

        var result = new AccessTokenReader(TokenForge.Policy).Read(token.Text, Ring, The.Moment);

        var claims = Assert.IsType<AccessTokenResult.Accepted>(result).Claims;
        Assert.Equal(session.User, claims.User);
        Assert.Equal(session.Id, claims.Session);
        Assert.Equal(session.Generation, claims.Generation);
        Assert.Equal("web", claims.ClientId);
        Assert.Equal(The.Moment, claims.IssuedAt);
        Assert.Equal(The.Moment + token.ExpiresIn, claims.ExpiresAt);
        Assert.Equal(session.CreatedAt, claims.AuthenticatedAt);
        Assert.Equal(Roles, claims.Roles);
        Assert.Equal(22, claims.TokenId.Length);
    }

    [Fact]
    public async Task A_strangers_library_reads_the_token_by_the_published_keys()
    {
        var token = Write(Some.Session(), new SeededRandomSource(1));
        var keys = new JsonWebKeySet(Jwks()).GetSigningKeys();
        Assert.Equal(Ring.Published.Count, keys.Count);

        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token.Text, new TokenValidationParameters
        {
            ValidIssuer = TokenForge.Policy.Issuer,
            ValidAudience = TokenForge.Policy.Audience,
            ValidTypes = ["at+jwt"],
            ValidAlgorithms = ["ES256"],
            IssuerSigningKeys = keys,
            LifetimeValidator = (_, expires, _, _) => expires > The.Moment.UtcDateTime,
        });

        Assert.True(result.IsValid, result.Exception?.ToString());
        var jwt = (JsonWebToken)result.SecurityToken;
        Assert.Equal(The.User.ToString(), jwt.Subject);
        Assert.Equal(Ring.ActiveSigning.Id, jwt.Kid);
        Assert.Equal(Roles, jwt.Claims.Where(claim => claim.Type == "roles").Select(claim => claim.Value));
        Assert.Equal(
            ["amr", "aud", "auth_time", "client_id", "exp", "gen", "iat", "iss", "jti", "roles", "sid", "sub"],
            jwt.Claims.Select(claim => claim.Type).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_strangers_library_refuses_it_by_other_keys()
    {
        var keys = new JsonWebKeySet(Jwks(Some.Ring())).GetSigningKeys();
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(
            Write(Some.Session(), new SeededRandomSource(1)).Text,
            new TokenValidationParameters
            {
                ValidateIssuer = false, ValidateAudience = false, ValidateLifetime = false, IssuerSigningKeys = keys,
            });
        Assert.False(result.IsValid);
    }

    [Fact]
    public void Published_keys_hold_nothing_private()
    {
        using var jwks = JsonDocument.Parse(Jwks());
        foreach (var key in jwks.RootElement.GetProperty("keys").EnumerateArray())
        {
            Assert.Equal(
                ["kty", "crv", "x", "y", "kid", "alg", "use"], key.EnumerateObject().Select(member => member.Name));
        }
    }

    [Theory]
    [InlineData(0x00, 900, 675)]
    [InlineData(0xFF, 855, 598)]
    public void Life_and_renewal_lose_at_most_a_twentieth(byte randomness, int expiresIn, int refreshAt)
    {
        var token = Write(Some.Session(), new FixedRandomSource(randomness));

        Assert.Equal(TimeSpan.FromSeconds(expiresIn), token.ExpiresIn);
        Assert.Equal(TimeSpan.FromSeconds(refreshAt), token.RefreshAt);
    }

    [Theory]
    [InlineData(300.9, 300)]
    [InlineData(0.4, 0)]
    [InlineData(-5, 0)]
    public void A_token_never_outlives_its_session_and_is_then_not_renewed_early(double left, int expiresIn)
    {
        var session = Some.Session() with { ExpiresAt = The.Moment + TimeSpan.FromSeconds(left) };

        var token = Write(session, new FixedRandomSource(0));

        Assert.Equal(TimeSpan.FromSeconds(expiresIn), token.ExpiresIn);
        Assert.Equal(TimeSpan.FromSeconds(expiresIn), token.RefreshAt);
    }

    [Fact]
    public void The_longest_claims_still_fit()
    {
        var policy = TokenForge.Policy with
        {
            Issuer = "https://" + new string('ü', 248), Audience = new('ü', 256), ClientId = new('ü', 256),
        };
        var roles = Enumerable.Range(0, 32).Select(i => i.ToString("D2") + new string('审', 62)).ToList();

        var token = new AccessTokenWriter(policy, new FixedRandomSource(0))
            .Write(Ring, new(Some.Session(), roles), The.Moment);

        Assert.InRange(token.Text.Length, 0, AccessTokenReader.MaxTextLength);
        Assert.IsType<AccessTokenResult.Accepted>(new AccessTokenReader(policy).Read(token.Text, Ring, The.Moment));
    }

    [Fact]
    public void Roles_beyond_the_bounds_are_a_bug_of_the_caller()
    {
        var writer = new AccessTokenWriter(TokenForge.Policy, new FixedRandomSource(0));
        var many = Enumerable.Repeat("r", AccessTokenPolicy.MaxRoles + 1).ToList();
        string[] longer = [new('r', AccessTokenPolicy.MaxRoleLength + 1)];

        Assert.Throws<InvalidOperationException>(() => writer.Write(Ring, new(Some.Session(), many), The.Moment));
        Assert.Throws<InvalidOperationException>(() => writer.Write(Ring, new(Some.Session(), longer), The.Moment));
        var good = writer.Write(Ring, new(Some.Session(), Roles), The.Moment);
        Assert.IsType<AccessTokenResult.Accepted>(
            new AccessTokenReader(TokenForge.Policy).Read(good.Text, Ring, The.Moment));
    }

    [Fact]
    public void Many_threads_write_and_read_by_one_key()
    {
        Parallel.For(0, 400, i =>
        {
            var session = Some.Session() with { Generation = new(i) };
            var token = Write(session, new SeededRandomSource(i));
            var result = new AccessTokenReader(TokenForge.Policy).Read(token.Text, Ring, The.Moment);
            Assert.Equal(i, Assert.IsType<AccessTokenResult.Accepted>(result).Claims.Generation!.Value.Value);
        });
    }

    [Fact]
    public void A_token_prints_nothing_of_itself() =>
        Assert.Equal("(access token)", Write(Some.Session(), new FixedRandomSource(0)).ToString());

    private static AccessToken Write(Session session, IRandomSource random) =>
        new AccessTokenWriter(TokenForge.Policy, random).Write(Ring, new(session, Roles), The.Moment);

    private static string Jwks(KeyRing? ring = null)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartArray("keys");
            foreach (var key in (ring ?? Ring).Published)
            {
                key.WriteJwk(json);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
