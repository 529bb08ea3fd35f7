namespace Tidelock.Tokens;

/// <summary>The JWK SHA-256 thumbprint (RFC 7638) of a client's public key.</summary>
public readonly record struct KeyThumbprint(Digest Value);

/// <summary>Names one proof: the first 16 bytes of SHA-256 of its `jti`.</summary>
public readonly record struct ProofId(UInt128 Value);
