using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Tidelock.Chaos.Clients;

/// <summary>A device's own key, and the proofs (RFC 9449) it signs.</summary>
internal sealed class ProofKey : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly string _header;
    private readonly string _name;
    private int _proofs;

    internal ProofKey()
    {
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        var (x, y) = (Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
        _name = x;
        _header = Encode(
            $$$"""{"typ":"dpop+jwt","alg":"ES256","jwk":{"kty":"EC","crv":"P-256","x":"{{{x}}}","y":"{{{y}}}"}}""");
    }

    /// <summary>The nonce that the node gave last.</summary>
    internal string? Nonce { get; set; }

    internal string Proof(HttpMethod method, Uri url)
    {
        var nonce = Nonce is null ? string.Empty : $",\"nonce\":\"{Nonce}\"";
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var id = $"{_name}-{Interlocked.Increment(ref _proofs)}";
        var payload = Encode($$"""{"htm":"{{method}}","htu":"{{url}}","iat":{{now}},"jti":"{{id}}"{{nonce}}}""");
        var input = Encoding.ASCII.GetBytes($"{_header}.{payload}");
        var signature = _key.SignData(input, HashAlgorithmName.SHA256);
        return $"{_header}.{payload}.{Base64Url.EncodeToString(signature)}";
    }

    public void Dispose() => _key.Dispose();

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
