namespace Tidelock.Keys;

/// <summary>What a key of the ring is for.</summary>
public enum KeyPurpose : byte
{
    /// <summary>Signs access tokens and chain heads: ECDSA P-256.</summary>
    Signing = 1,

    /// <summary>Tags refresh tokens, device cookies and nonces: 32 random bytes.</summary>
    Mac = 2,
}

/// <summary>The states of a key, in their only order.</summary>
public enum KeyState : byte
{
    /// <summary>Published, not used yet: verifiers learn it before the first token comes.</summary>
    Next = 1,

    /// <summary>Makes new signatures or tags; one per purpose.</summary>
    Active = 2,

    /// <summary>Only checks what it made.</summary>
    Retired = 3,

    /// <summary>Checks nothing any more; public part kept for the audit log.</summary>
    Removed = 4,
}

/// <summary>One key of the ring as the store keeps it.</summary>
public sealed record KeyRecord
{
    /// <summary>
    /// `kid` of a signing key; the decimal id (1–255) of a MAC key. Never used again within its purpose.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>What it is for.</summary>
    public required KeyPurpose Purpose { get; init; }

    /// <summary>Its state.</summary>
    public required KeyState State { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it became active.</summary>
    public DateTimeOffset? ActivatedAt { get; init; }

    /// <summary>When it retired.</summary>
    public DateTimeOffset? RetiredAt { get; init; }

    /// <summary>When it was marked compromised.</summary>
    public DateTimeOffset? CompromisedAt { get; init; }

    /// <summary>SubjectPublicKeyInfo of a signing key; empty for a MAC key.</summary>
    public required byte[] PublicKey { get; init; }

    /// <summary>The secret part, sealed; empty once removed.</summary>
    public required byte[] SealedSecret { get; init; }
}
