using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Tidelock.Tokens;

namespace Tidelock.Tests.Tokens;

/// <summary>A client's key, which makes DPoP proofs of any shape.</summary>
internal sealed class ClientKey
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    internal const string Url = "https://id.example/api/v1/auth/refresh";

    internal string X => Base64Url.EncodeToString(_key.ExportParameters(false).Q.X);

    internal string Y => Base64Url.EncodeToString(_key.ExportParameters(false).Q.Y);

    internal string D => Base64Url.EncodeToString(_key.ExportParameters(true).D);

    internal KeyThumbprint Thumbprint =>
        JwkThumbprint.OfP256(_key.ExportParameters(false).Q.X, _key.ExportParameters(false).Q.Y);

    internal string Jwk => $$"""{"kty":"EC","crv":"P-256","x":"{{X}}","y":"{{Y}}"}""";

    internal string Header => $$"""{"typ":"dpop+jwt","alg":"ES256","jwk":{{Jwk}}}""";

    internal static string Payload(string id = "id-1") =>
        $$"""{"jti":"{{id}}","htm":"POST","htu":"{{Url}}","iat":{{The.Moment.ToUnixTimeSeconds()}}}""";

    internal string Proof(string id = "id-1") => Sign(Header, Payload(id));

    internal string WithClaim(string name, string? json) => Sign(Header, TokenForge.Changed(Payload(), name, json));

    internal string WithHeader(string name, string? json) =>
        Sign(TokenForge.Changed(Header, name, json), Payload());

    internal string WithJwk(string name, string? json) =>
        WithHeader("jwk", TokenForge.Changed(Jwk, name, json));

    internal string Sign(string header, string payload)
    {
        var input = $"{TokenForge.Encode(header)}.{TokenForge.Encode(payload)}";
        var signature = _key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256);
        return $"{input}.{Base64Url.EncodeToString(signature)}";
    }
}
