using Tidelock.Keys;
using Tidelock.Tokens;

namespace Tidelock.Tests.Tokens;

/// <summary>The examples of the standards themselves.</summary>
public sealed class StandardVectorTests
{
    private const string Rfc9449Header =
        "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0"
        + "RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAt"
        + "MjU2In19";

    /// <summary>Figure 2.</summary>
    private const string TokenEndpointProof = Rfc9449Header
        + ".eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2Vu"
        + "IiwiaWF0IjoxNTYyMjYyNjE2fQ"
        + ".2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";

    /// <summary>Figure 13.</summary>
    private const string ResourceProof = Rfc9449Header
        + ".eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90"
        + "ZWN0ZWRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbV"
        + "FFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA";

    private const string Rfc9449Thumbprint = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";

    private static readonly KeyRing Ring = Some.Ring();

    [Theory]
    [InlineData(TokenEndpointProof, "POST", "https://server.example.com/token", 1562262616)]
    [InlineData(ResourceProof, "GET", "https://resource.example.org/protectedresource", 1562262618)]
    public void The_proofs_of_RFC_9449_hold_at_their_time(string proof, string method, string url, long issuedAt)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(issuedAt);

        var check = new DpopProofChecker(default).Check(proof, 1, method, new(url), Ring, now);

        Assert.Equal(ProofState.Valid, check.State);
        Assert.Equal(Rfc9449Thumbprint, check.Key.ToBase64Url());
        Assert.Equal(
            ProofCheck.Invalid,
            new DpopProofChecker(default).Check(proof, 1, method, new(url), Ring, now.AddSeconds(61)));
    }

    [Fact]
    public void The_thumbprint_of_RFC_7638_comes_out()
    {
        const string modulus =
            "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiF"
            + "V4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9"
            + "c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1"
            + "jF44-csFCur-kEgU8awapJzKnqDKgw";

        var thumbprint = JwkThumbprint.Of(new("e", "AQAB"), new("kty", "RSA"), new("n", modulus));

        Assert.Equal("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", thumbprint.ToBase64Url());
    }

    [Theory]
    [InlineData("https://id.example/a", true)]
    [InlineData("HTTPS://ID.Example/a", true)]
    [InlineData("https://id.example:443/a", true)]
    [InlineData("https://id.example/a?x=1#y", true)]
    [InlineData("https://id.example/b/../a", true)]
    [InlineData("https://id.example/%61", true)]
    [InlineData("http://id.example/a", false)]
    [InlineData("https://id.example:8443/a", false)]
    [InlineData("https://id.example/A", false)]
    [InlineData("https://id.example/a/", false)]
    [InlineData("https://id.example/", false)]
    [InlineData("https://id.example.evil.example/a", false)]
    [InlineData("https://user@id.example/a", false)]
    [InlineData("https:\\\\id.example\\a", false)]
    [InlineData(" https://id.example/a", false)]
    [InlineData("https://id.example/a\n", false)]
    [InlineData("//id.example/a", false)]
    [InlineData("/a", false)]
    [InlineData("file:///a", false)]
    [InlineData("", false)]
    public void A_proofs_URL_is_compared_after_normalising(string htu, bool same) =>
        Assert.Equal(same, HttpTarget.IsSame(htu, new("https://id.example/a")));

    [Fact]
    public void A_URL_beyond_all_measure_is_not_looked_at() => Assert.False(
        HttpTarget.IsSame($"{ClientKey.Url}?{new string('x', HttpTarget.MaxLength)}", new(ClientKey.Url)));
}
