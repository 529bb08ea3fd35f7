namespace Tidelock.Tokens;

/// <summary>What became of the DPoP proof that came with a request.</summary>
public enum ProofState
{
    /// <summary>There was none.</summary>
    None,

    /// <summary>Malformed, too old, for another method or URL, signed by nothing acceptable, or seen before.</summary>
    Invalid,

    /// <summary>A good signature by the key it names.</summary>
    Valid,
}

/// <summary>The result of checking a request's DPoP proof (RFC 9449), before any store is asked.</summary>
/// <param name="State">Whether there is a proof and whether it holds.</param>
/// <param name="Key">The key that signed it; meaningful when valid.</param>
/// <param name="Id">Names the proof; meaningful when valid.</param>
/// <param name="FreshNonce">It carries a nonce of this server that is still fresh.</param>
public readonly record struct ProofCheck(ProofState State, KeyThumbprint Key, ProofId Id, bool FreshNonce)
{
    /// <summary>No proof came with the request.</summary>
    public static ProofCheck None => default;

    /// <summary>A proof came that does not hold.</summary>
    public static ProofCheck Invalid => new(ProofState.Invalid, default, default, FreshNonce: false);
}
