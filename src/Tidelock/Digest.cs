using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Tidelock;

/// <summary>A SHA-256 digest (FIPS 180-4), held as a value so that it compares and hashes without allocating.</summary>
public readonly record struct Digest(UInt128 High, UInt128 Low)
{
    /// <summary>Length in bytes.</summary>
    public const int Length = 32;

    /// <summary>Digests <paramref name="data"/>.</summary>
    public static Digest Of(ReadOnlySpan<byte> data)
    {
        Span<byte> bytes = stackalloc byte[Length];
        SHA256.HashData(data, bytes);
        return Read(bytes);
    }

    /// <summary>Reads a digest from exactly <see cref="Length"/> bytes.</summary>
    /// <exception cref="ArgumentException">The length is another.</exception>
    public static Digest Read(ReadOnlySpan<byte> bytes) => bytes.Length == Length
        ? new(BinaryPrimitives.ReadUInt128BigEndian(bytes), BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]))
        : throw new ArgumentException($"A digest has {Length} bytes, not {bytes.Length}.", nameof(bytes));

    /// <summary>Writes the <see cref="Length"/> bytes of the digest.</summary>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt128BigEndian(destination, High);
        BinaryPrimitives.WriteUInt128BigEndian(destination[16..], Low);
    }

    /// <summary>The digest as a new array.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        Write(bytes);
        return bytes;
    }

    /// <summary>Lower-case hexadecimal.</summary>
    public override string ToString() => Convert.ToHexStringLower(ToArray());
}
