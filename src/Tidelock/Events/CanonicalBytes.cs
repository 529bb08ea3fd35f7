using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Tidelock.Events;

/// <summary>
/// Writes values so that two different lists of values never give the same bytes: numbers big endian at full width,
/// text by its length in UTF-8, and a byte in front of whatever may be missing.
/// </summary>
internal sealed class CanonicalBytes
{
    private readonly ArrayBufferWriter<byte> _bytes = new(256);

    /// <summary>What was written.</summary>
    internal ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    internal CanonicalBytes Add(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
        return this;
    }

    internal CanonicalBytes Add(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(_bytes.GetSpan(sizeof(long)), value);
        _bytes.Advance(sizeof(long));
        return this;
    }

    internal CanonicalBytes Add(string text)
    {
        var longest = Encoding.UTF8.GetMaxByteCount(text.Length);
        var span = _bytes.GetSpan(sizeof(int) + longest);
        var length = Encoding.UTF8.GetBytes(text, span[sizeof(int)..]);
        BinaryPrimitives.WriteInt32BigEndian(span, length);
        _bytes.Advance(sizeof(int) + length);
        return this;
    }

    internal CanonicalBytes Add(ReadOnlySpan<byte> bytes)
    {
        BinaryPrimitives.WriteInt32BigEndian(_bytes.GetSpan(sizeof(int)), bytes.Length);
        _bytes.Advance(sizeof(int));
        _bytes.Write(bytes);
        return this;
    }

    internal CanonicalBytes Add(Digest digest)
    {
        digest.Write(_bytes.GetSpan(Digest.Length));
        _bytes.Advance(Digest.Length);
        return this;
    }

    internal CanonicalBytes Add(UInt128 id)
    {
        BinaryPrimitives.WriteUInt128BigEndian(_bytes.GetSpan(16), id);
        _bytes.Advance(16);
        return this;
    }

    internal CanonicalBytes AddOptional(string? text) => text is null ? Add((byte)0) : Add((byte)1).Add(text);

    internal CanonicalBytes AddOptional(UInt128? id) => id is { } value ? Add((byte)1).Add(value) : Add((byte)0);

    internal CanonicalBytes AddOptional(Digest? digest) =>
        digest is { } value ? Add((byte)1).Add(value) : Add((byte)0);
}
