using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using Tidelock.Keys;

namespace Tidelock.Tokens;

/// <summary>
/// Nonces for DPoP proofs (RFC 9449 §8): base64url of key id (1) · time of issue in milliseconds (8, big endian) ·
/// tag (16). Nothing is remembered, so that a nonce of one node is good on every other.
/// </summary>
public static class DpopNonce
{
    /// <summary>How long a nonce is fresh.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>How far the clock of the issuing node may be ahead.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(60);

    private const int TimeAt = 1;
    private const int TagAt = TimeAt + sizeof(long);
    private const int ByteLength = TagAt + MacKey.TagLength;
    private const int TextLength = 34;

    private static ReadOnlySpan<byte> Context => "tidelock dpop nonce v1"u8;

    /// <summary>A nonce that is fresh from now on, under the ring's active key.</summary>
    public static string Issue(KeyRing ring, DateTimeOffset now)
    {
        var key = ring.ActiveMac;
        Span<byte> bytes = stackalloc byte[ByteLength];
        bytes[0] = key.Id;
        BinaryPrimitives.WriteInt64BigEndian(bytes[TimeAt..], now.ToUnixTimeMilliseconds());
        key.Tag(Context, bytes[..TagAt], bytes[TagAt..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>
    /// True when <paramref name="text"/> is a nonce of this ring that is still fresh and was not issued before
    /// <paramref name="issuedFrom"/>.
    /// </summary>
    public static bool IsFresh(
        ReadOnlySpan<char> text, KeyRing ring, DateTimeOffset now, DateTimeOffset issuedFrom = default)
    {
        Span<byte> ascii = stackalloc byte[TextLength];
        Span<byte> bytes = stackalloc byte[ByteLength];
        if (text.Length != TextLength
            || Ascii.FromUtf16(text, ascii, out _) != System.Buffers.OperationStatus.Done
            || !CanonicalBase64Url.TryDecode(ascii, bytes, out var written)
            || written != ByteLength
            || ring.FindMac(bytes[0]) is not { IsCompromised: false } key
            || !key.Matches(Context, bytes[..TagAt], bytes[TagAt..]))
        {
            return false;
        }

        var issuedAt = BinaryPrimitives.ReadInt64BigEndian(bytes[TimeAt..]);
        var age = now.ToUnixTimeMilliseconds() - issuedAt;
        return issuedAt >= issuedFrom.ToUnixTimeMilliseconds()
            && age >= -ClockSkew.TotalMilliseconds && age < Lifetime.TotalMilliseconds;
    }
}
