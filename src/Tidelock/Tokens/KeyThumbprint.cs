using System.Buffers.Text;

namespace Tidelock.Tokens;

/// <summary>The JWK SHA-256 thumbprint (RFC 7638) of a client's public key.</summary>
public readonly record struct KeyThumbprint(Digest Value)
{
    /// <summary>The form in which thumbprints stand in tokens (`jkt`) and key ids.</summary>
    public string ToBase64Url() => Base64Url.EncodeToString(Value.ToArray());
}

/// <summary>Names one proof: the first 16 bytes of SHA-256 of its `jti`.</summary>
public readonly record struct ProofId(UInt128 Value);
