using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Tidelock.Keys;

/// <summary>
/// A secret key that tags refresh tokens, device cookies and nonces: HMAC-SHA-256 (RFC 2104) cut to 16 bytes.
/// Prints nothing of itself. Safe for use by several threads at once.
/// </summary>
public sealed class MacKey
{
    /// <summary>Length of the secret in bytes.</summary>
    public const int SecretLength = 32;

    /// <summary>Length of a tag in bytes.</summary>
    public const int TagLength = 16;

    /// <summary>Most bytes of context and data together that one tag covers.</summary>
    public const int MaxInputLength = 128;

    private readonly byte[] _secret;

    // Each is used by one thread at a time; one that knows the key already takes less than half of the time.
    private readonly ConcurrentBag<IncrementalHash> _idle = [];

    internal MacKey(KeyRecord record, byte[] secret)
    {
        if (secret.Length != SecretLength)
        {
            throw new ArgumentException($"A MAC key has {SecretLength} bytes, not {secret.Length}.", nameof(secret));
        }

        _secret = secret;
        Id = byte.Parse(record.Id);
        State = record.State;
        IsCompromised = record.CompromisedAt is not null;
    }

    /// <summary>The id that stands in what it tagged; 1–255.</summary>
    public byte Id { get; }

    /// <summary>The key's state.</summary>
    public KeyState State { get; }

    /// <summary>Somebody else may know the secret: a tag alone proves nothing.</summary>
    public bool IsCompromised { get; }

    /// <summary>
    /// Writes the tag of <paramref name="data"/>. <paramref name="context"/> says what kind of thing is tagged, so
    /// that no tag of one kind is good for another; it must not contain a zero byte, which separates it from the data.
    /// </summary>
    /// <exception cref="ArgumentException">Input or destination has the wrong length.</exception>
    public void Tag(ReadOnlySpan<byte> context, ReadOnlySpan<byte> data, Span<byte> tag)
    {
        var length = context.Length + 1 + data.Length;
        if (length > MaxInputLength || tag.Length != TagLength)
        {
            throw new ArgumentException($"A tag has {TagLength} bytes over at most {MaxInputLength}.", nameof(tag));
        }

        Span<byte> input = stackalloc byte[MaxInputLength];
        context.CopyTo(input);
        input[context.Length] = 0;
        data.CopyTo(input[(context.Length + 1)..]);

        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var hash = _idle.TryTake(out var idle) ? idle : IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _secret);
        hash.AppendData(input[..length]);
        hash.GetHashAndReset(whole);
        _idle.Add(hash);
        whole[..TagLength].CopyTo(tag);
    }

    /// <summary>True for the tag of <paramref name="data"/>; takes the same time either way.</summary>
    public bool Matches(ReadOnlySpan<byte> context, ReadOnlySpan<byte> data, ReadOnlySpan<byte> tag)
    {
        Span<byte> expected = stackalloc byte[TagLength];
        Tag(context, data, expected);
        return CryptographicOperations.FixedTimeEquals(expected, tag);
    }

    /// <summary>Prints nothing of the secret.</summary>
    public override string ToString() => $"(MAC key {Id})";
}
