using System.Buffers.Binary;

namespace Tidelock.Sessions;

/// <summary>
/// The secret that names a session inside its refresh tokens: 16 random bytes, constant for the session's life.
/// The store knows only its <see cref="HandleHash"/>.
/// </summary>
public readonly record struct SessionHandle
{
    /// <summary>Length in bytes.</summary>
    public const int Length = 16;

    private readonly UInt128 _value;

    private SessionHandle(UInt128 value) => _value = value;

    /// <summary>What the store keeps instead of the handle.</summary>
    public HandleHash Hash
    {
        get
        {
            Span<byte> bytes = stackalloc byte[Length];
            Write(bytes);
            return new(Digest.Of(bytes));
        }
    }

    /// <summary>A new random handle.</summary>
    public static SessionHandle New(IRandomSource random) => new(PublicId.New(random));

    /// <summary>Reads the <see cref="Length"/> bytes of a handle.</summary>
    public static SessionHandle Read(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt128BigEndian(bytes));

    /// <summary>Writes the <see cref="Length"/> bytes of the handle.</summary>
    public void Write(Span<byte> destination) => BinaryPrimitives.WriteUInt128BigEndian(destination, _value);

    /// <summary>Prints nothing of the secret.</summary>
    public override string ToString() => "(session handle)";
}

/// <summary>SHA-256 of a session's handle: the key of its row.</summary>
public readonly record struct HandleHash(Digest Value);
