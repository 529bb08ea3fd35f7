namespace Tidelock.Keys;

/// <summary>
/// Encrypts the secret parts of keys for the store, so that a copy of the store alone gives away no key. The purpose
/// and id are authenticated with the secret: a sealed key moved to another row does not open.
/// </summary>
public interface ISecretSealer
{
    /// <summary>Seals <paramref name="secret"/> for the key <paramref name="id"/>.</summary>
    byte[] Seal(KeyPurpose purpose, string id, ReadOnlySpan<byte> secret);

    /// <summary>Opens what <see cref="Seal"/> gave for the same purpose and id.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">
    /// It was sealed by another master key, for another key, or changed.
    /// </exception>
    byte[] Open(KeyPurpose purpose, string id, ReadOnlySpan<byte> sealedSecret);
}
