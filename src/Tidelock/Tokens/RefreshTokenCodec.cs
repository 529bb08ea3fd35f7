using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using Tidelock.Keys;
using Tidelock.Sessions;

namespace Tidelock.Tokens;

/// <summary>
/// The text form of refresh tokens: <c>tlr_</c> + base64url of key id (1) · shard (2) · handle (16) · generation (4,
/// big endian) · tag (16). The tag covers all before it, so that garbage is refused before any store is asked.
/// </summary>
public static class RefreshTokenCodec
{
    /// <summary>Length of every refresh token, in characters.</summary>
    public const int TextLength = 56;

    private const string Prefix = "tlr_";
    private const int ShardAt = 1;
    private const int HandleAt = 3;
    private const int GenerationAt = HandleAt + SessionHandle.Length;
    private const int TagAt = GenerationAt + sizeof(uint);
    private const int ByteLength = TagAt + MacKey.TagLength;

    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private static ReadOnlySpan<byte> Context => "tidelock refresh token v1"u8;

    /// <summary>The token of a session's <paramref name="generation"/> under the ring's active key.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Shard or generation is out of its range.</exception>
    public static string Write(KeyRing ring, Shard shard, SessionHandle handle, Generation generation)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(shard.Value, Shard.Count, nameof(shard));
        ArgumentOutOfRangeException.ThrowIfNegative(generation.Value, nameof(generation));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(generation.Value, Generation.MaxValue, nameof(generation));

        var key = ring.ActiveMac;
        Span<byte> bytes = stackalloc byte[ByteLength];
        bytes[0] = key.Id;
        BinaryPrimitives.WriteUInt16BigEndian(bytes[ShardAt..], shard.Value);
        handle.Write(bytes[HandleAt..]);
        BinaryPrimitives.WriteInt32BigEndian(bytes[GenerationAt..], generation.Value);
        key.Tag(Context, bytes[..TagAt], bytes[TagAt..]);

        Span<char> text = stackalloc char[TextLength];
        Prefix.CopyTo(text);
        Base64Url.EncodeToChars(bytes, text[Prefix.Length..]);
        return new(text);
    }

    /// <summary>
    /// Reads a token; false for everything that <see cref="Write"/> did not write under a key that the ring still
    /// has. Allocates nothing and takes the same time for any wrong tag.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<char> text, KeyRing ring, out RefreshToken token)
    {
        token = default;
        if (text.Length != TextLength
            || !text.StartsWith(Prefix, StringComparison.Ordinal)
            || text[Prefix.Length..].ContainsAnyExcept(Alphabet))
        {
            return false;
        }

        // 52 symbols carry 39 bytes without a bit to spare, so that every spelling is the canonical one. The decoder
        // alone would forgive white space and padding, and may allocate on its way to a refusal.
        Span<byte> bytes = stackalloc byte[ByteLength];
        if (Base64Url.DecodeFromChars(text[Prefix.Length..], bytes, out _, out var written) != OperationStatus.Done
            || written != ByteLength
            || ring.FindMac(bytes[0]) is not { } key
            || !key.Matches(Context, bytes[..TagAt], bytes[TagAt..]))
        {
            return false;
        }

        var shard = BinaryPrimitives.ReadUInt16BigEndian(bytes[ShardAt..]);
        var generation = BinaryPrimitives.ReadUInt32BigEndian(bytes[GenerationAt..]);
        if (shard >= Shard.Count || generation > Generation.MaxValue)
        {
            return false;
        }

        var handle = SessionHandle.Read(bytes.Slice(HandleAt, SessionHandle.Length));
        token = new(key.Id, new(shard), handle, new((int)generation), key.IsCompromised);
        return true;
    }
}
