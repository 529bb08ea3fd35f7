using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace ExamBank.Tests;

public sealed class SignedInUserTests(Site site) : IClassFixture<Site>
{
    /// <summary>Tokens that must not be accepted; each is a good one but for one thing.</summary>
    private static readonly Dictionary<string, Action<SecurityTokenDescriptor>> Bad = new(StringComparer.Ordinal)
    {
        ["of another issuer"] = token => token.Issuer = "http://127.0.0.1:1",
        ["for another audience"] = token => token.Audience = "https://other.example.com",
        ["that is an ID token"] = token => token.TokenType = "JWT",
        ["that is over"] = token => token.Expires = token.IssuedAt!.Value.AddSeconds(1),
        ["without an end"] = token => token.Expires = null,
        ["of another key"] = token => token.SigningCredentials = new(
            new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "key-1" }, "ES256"),
        ["with a shared secret"] = token => token.SigningCredentials = new(
            new SymmetricSecurityKey(new byte[32]) { KeyId = "key-1" }, "HS256"),
        ["without a signature"] = token => token.SigningCredentials = null,
    };

    public static TheoryData<string> Flaws => [.. Bad.Keys];

    [Fact]
    public async Task A_good_token_is_accepted()
    {
        using var dora = site.As("dora");

        using var answer = await dora.GetAsync("/api/exams", Site.Cancelled);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Flaws))]
    public async Task A_token_is_refused(string flaw)
    {
        using var dora = site.With(site.Issuer.Token("dora", Bad[flaw]));

        using var answer = await dora.GetAsync("/api/exams", Site.Cancelled);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains(answer.Headers.WwwAuthenticate, challenge => challenge.Scheme == "Bearer");
    }

    [Theory]
    [InlineData("GET", "/api/exams")]
    [InlineData("GET", "/api/exams/geography")]
    [InlineData("POST", "/api/exams/geography/attempts")]
    [InlineData("GET", "/api/attempts")]
    [InlineData("GET", "/api/attempts/1")]
    [InlineData("PUT", "/api/attempts/1/answers/salt")]
    [InlineData("POST", "/api/attempts/1/hand-in")]
    [InlineData("GET", "/api/attempts/1/result")]
    public async Task Nothing_is_there_for_strangers(string method, string path)
    {
        using var nobody = site.With(null);
        using var request = new HttpRequestMessage(new(method), path);
        request.Content = method == "PUT" ? JsonContent.Create(new { text = "x", basedOn = 0 }) : null;

        using var answer = await nobody.SendAsync(request, Site.Cancelled);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Everybody_learns_where_to_sign_in_and_that_nothing_else_may_be_reached_from_the_page()
    {
        using var nobody = site.With(null);

        using var answer = await nobody.GetAsync("/settings.json", Site.Cancelled);

        Assert.Equal(site.Issuer.Url, (await answer.JsonAsync()).GetProperty("tidelock").GetString());
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains($"connect-src 'self' {site.Issuer.Url};", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_of_the_api_that_is_none_is_not_the_page()
    {
        using var nobody = site.With(null);

        using var answer = await nobody.GetAsync("/api/nothing", Site.Cancelled);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }
}
