using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Tidelock.Tokens;

/// <summary>The public P-256 key of a JWK (RFC 7518 §6.2) as proofs carry it, with its thumbprint.</summary>
internal sealed class P256PublicKey : IDisposable
{
    private const int CoordinateLength = 32;
    private const int EncodedCoordinateLength = 43;

    private readonly ECDsa _key;

    private P256PublicKey(ECDsa key, KeyThumbprint thumbprint) => (_key, Thumbprint) = (key, thumbprint);

    internal KeyThumbprint Thumbprint { get; }

    /// <summary>True once it has verified a signature.</summary>
    internal bool HasProved { get; private set; }

    /// <summary>The prime of the curve's field (SEC 2, secp256r1), big endian.</summary>
    private static ReadOnlySpan<byte> FieldPrime =>
    [
        0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
    ];

    public void Dispose() => _key.Dispose();

    /// <summary>True when <paramref name="jwk"/> has a member of a private or symmetric key (RFC 7518).</summary>
    internal static bool HasPrivateMember(JsonElement jwk)
    {
        foreach (var member in jwk.EnumerateObject())
        {
            if (member.Name is "d" or "p" or "q" or "dp" or "dq" or "qi" or "oth" or "k")
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Reads the key; null when it is no public P-256 key. Coordinates have their full length and stand below the
    /// field's prime, so that one key has one thumbprint; the platform checks that the point is on the curve.
    /// </summary>
    /// <param name="jwk">The key as an object.</param>
    /// <param name="known">Keys that are ready; the one that is read is given back to them.</param>
    internal static P256PublicKey? TryRead(JsonElement jwk, ProofKeys known)
    {
        if (StrictJson.String(jwk, "kty"u8) != "EC"
            || StrictJson.String(jwk, "crv"u8) != "P-256"
            || Coordinate(jwk, "x"u8) is not { } x
            || Coordinate(jwk, "y"u8) is not { } y)
        {
            return null;
        }

        var thumbprint = JwkThumbprint.OfP256(x, y);
        return known.Borrow(thumbprint) ?? TryImport(x, y, thumbprint);
    }

    internal bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(data, hash);
        var isGood = _key.VerifyHash(hash, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        HasProved |= isGood;
        return isGood;
    }

    private static P256PublicKey? TryImport(byte[] x, byte[] y, KeyThumbprint thumbprint)
    {
        var parameters = new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new() { X = x, Y = y } };
        try
        {
            return new(ECDsa.Create(parameters), thumbprint);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static byte[]? Coordinate(JsonElement jwk, ReadOnlySpan<byte> name)
    {
        if (StrictJson.String(jwk, name) is not { Length: EncodedCoordinateLength } text || !Ascii.IsValid(text))
        {
            return null;
        }

        var bytes = new byte[CoordinateLength];
        return CanonicalBase64Url.TryDecode(Encoding.ASCII.GetBytes(text), bytes, out var written)
            && written == CoordinateLength
            && bytes.AsSpan().SequenceCompareTo(FieldPrime) < 0
                ? bytes
                : null;
    }
}
