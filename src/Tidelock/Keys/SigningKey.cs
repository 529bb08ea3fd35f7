using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tidelock.Tokens;

namespace Tidelock.Keys;

/// <summary>
/// A key that signs access tokens and chain heads: ES256 (ECDSA on P-256 with SHA-256, RFC 7518 §3.4). Keys that are
/// neither next nor active can only verify. Prints nothing of its secret. Safe for use by several threads at once.
/// </summary>
public sealed class SigningKey
{
    /// <summary>Length of a signature in bytes: r and s, 32 bytes each (IEEE P1363).</summary>
    public const int SignatureLength = 64;

    // The platform promises nothing about one ECDsa on two threads, so each call borrows an instance of its own. There
    // are never more than calls that ran at the same moment.
    private readonly ConcurrentBag<ECDsa> _idle = [];
    private readonly byte[] _publicKey;
    private readonly byte[]? _privateKey;
    private readonly ECPoint _point;

    internal SigningKey(KeyRecord record, byte[]? privateKey)
    {
        _publicKey = record.PublicKey;
        _privateKey = privateKey;
        Id = record.Id;
        IdUtf8 = Encoding.UTF8.GetBytes(record.Id);
        State = record.State;
        CompromisedAt = record.CompromisedAt;
        AccessTokenHeader = EncodeAccessTokenHeader(record.Id);

        var key = Borrow();
        _point = key.ExportParameters(includePrivateParameters: false).Q;
        _idle.Add(key);
    }

    /// <summary>`kid`: the RFC 7638 thumbprint of the public key.</summary>
    public string Id { get; }

    /// <summary>The key's state.</summary>
    public KeyState State { get; }

    /// <summary>When it was marked compromised; null for a good key.</summary>
    public DateTimeOffset? CompromisedAt { get; }

    internal ReadOnlyMemory<byte> IdUtf8 { get; }

    /// <summary>The encoded JOSE header of access tokens by this key, with the dot after it.</summary>
    internal ReadOnlyMemory<byte> AccessTokenHeader { get; }

    /// <summary>Signs <paramref name="data"/>.</summary>
    /// <returns>The number of bytes written: <see cref="SignatureLength"/>.</returns>
    /// <exception cref="InvalidOperationException">The key's state does not let it sign.</exception>
    public int Sign(ReadOnlySpan<byte> data, Span<byte> signature)
    {
        if (_privateKey is null)
        {
            throw new InvalidOperationException($"Key {Id} is {State} and does not sign.");
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(data, hash);
        var key = Borrow();
        var written = key.SignHash(hash, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        _idle.Add(key);
        return written;
    }

    /// <summary>True when <paramref name="signature"/> is a signature of <paramref name="data"/> by this key.</summary>
    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SignatureLength)
        {
            return false;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(data, hash);
        var key = Borrow();
        var valid = key.VerifyHash(hash, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        _idle.Add(key);
        return valid;
    }

    /// <summary>Writes the public key as a JWK (RFC 7517), an object of its own.</summary>
    public void WriteJwk(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("kty"u8, "EC"u8);
        writer.WriteString("crv"u8, "P-256"u8);
        writer.WriteString("x"u8, Base64Url.EncodeToString(_point.X));
        writer.WriteString("y"u8, Base64Url.EncodeToString(_point.Y));
        writer.WriteString("kid"u8, Id);
        writer.WriteString("alg"u8, "ES256"u8);
        writer.WriteString("use"u8, "sig"u8);
        writer.WriteEndObject();
    }

    /// <summary>Prints nothing of the secret.</summary>
    public override string ToString() => $"(signing key {Id})";

    private ECDsa Borrow()
    {
        if (_idle.TryTake(out var idle))
        {
            return idle;
        }

        var key = ECDsa.Create();
        if (_privateKey is null)
        {
            key.ImportSubjectPublicKeyInfo(_publicKey, out _);
        }
        else
        {
            key.ImportPkcs8PrivateKey(_privateKey, out _);
        }

        return key;
    }

    private static byte[] EncodeAccessTokenHeader(string id)
    {
        var json = $"{{\"alg\":\"{AccessTokenFormat.Algorithm}\",\"typ\":\"{AccessTokenFormat.Type}\","
            + $"\"kid\":\"{JsonEncodedText.Encode(id)}\"}}";
        return [.. Encoding.ASCII.GetBytes(Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json))), (byte)'.'];
    }
}
