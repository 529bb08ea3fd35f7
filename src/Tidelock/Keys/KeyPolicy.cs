namespace Tidelock.Keys;

/// <summary>
/// The rules of key life at run time: immutable, made from validated options. The two longest lives default to the
/// longest that can be configured, so that shortening an option never cuts off what was issued before.
/// </summary>
public sealed record KeyPolicy
{
    /// <summary>How long a signing key is active.</summary>
    public TimeSpan SigningRotation { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long a MAC key is active.</summary>
    public TimeSpan MacRotation { get; init; } = TimeSpan.FromDays(180);

    /// <summary>
    /// How long verifiers and other nodes may work with an old copy of the ring: the cache time of the JWKS. A next
    /// key is known for at least so long before it becomes active, and a retired one stays for so long on top.
    /// </summary>
    public TimeSpan PublishAhead { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Longest life of an access token.</summary>
    public TimeSpan LongestAccessToken { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>Longest life of a session.</summary>
    public TimeSpan LongestSession { get; init; } = TimeSpan.FromDays(365);

    /// <summary>How long a key of <paramref name="purpose"/> is active.</summary>
    public TimeSpan RotationOf(KeyPurpose purpose) =>
        purpose == KeyPurpose.Signing ? SigningRotation : MacRotation;

    /// <summary>How long a retired key of <paramref name="purpose"/> still checks what it made.</summary>
    public TimeSpan RetentionOf(KeyPurpose purpose) =>
        PublishAhead + (purpose == KeyPurpose.Signing ? LongestAccessToken : LongestSession);
}
