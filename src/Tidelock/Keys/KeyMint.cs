using System.Security.Cryptography;
using Tidelock.Tokens;

namespace Tidelock.Keys;

/// <summary>Makes new keys, their secrets sealed.</summary>
internal sealed class KeyMint(ISecretSealer sealer, IRandomSource random)
{
    internal KeyRecord Make(KeyPurpose purpose, KeyState state, int macId, DateTimeOffset now) =>
        purpose == KeyPurpose.Signing ? MakeSigning(state, now) : MakeMac(state, macId, now);

    private KeyRecord MakeMac(KeyState state, int id, DateTimeOffset now)
    {
        Span<byte> secret = stackalloc byte[MacKey.SecretLength];
        random.Fill(secret);
        var record = new KeyRecord
        {
            Id = id.ToString(),
            Purpose = KeyPurpose.Mac,
            State = state,
            CreatedAt = now,
            ActivatedAt = state == KeyState.Active ? now : null,
            PublicKey = [],
            SealedSecret = sealer.Seal(KeyPurpose.Mac, id.ToString(), secret),
        };
        CryptographicOperations.ZeroMemory(secret);
        return record;
    }

    /// <summary>
    /// The platform's own generator makes the key: ECDSA signatures are random anyway, so that a seeded source would
    /// replay nothing, and a home-made generator is one more thing to get wrong.
    /// </summary>
    private KeyRecord MakeSigning(KeyState state, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var id = JwkThumbprint.OfP256(point.X, point.Y).ToBase64Url();
        var secret = key.ExportPkcs8PrivateKey();
        var record = new KeyRecord
        {
            Id = id,
            Purpose = KeyPurpose.Signing,
            State = state,
            CreatedAt = now,
            ActivatedAt = state == KeyState.Active ? now : null,
            PublicKey = key.ExportSubjectPublicKeyInfo(),
            SealedSecret = sealer.Seal(KeyPurpose.Signing, id, secret),
        };
        CryptographicOperations.ZeroMemory(secret);
        return record;
    }
}
