using System.Collections.Frozen;
using System.Diagnostics;
using Tidelock.Events;

namespace Tidelock.Keys;

/// <summary>
/// The keys as they were at one moment, opened and ready: an immutable snapshot that any thread may use.
/// </summary>
public sealed class KeyRing : IHeadSigner
{
    /// <summary>Longest head that can be signed, in bytes.</summary>
    public const int MaxHeadLength = 1024;

    private readonly MacKey?[] _macs = new MacKey?[byte.MaxValue + 1];
    private readonly SigningKey[] _published;
    private readonly FrozenDictionary<string, SigningKey> _everySigning;

    private KeyRing(long version, IReadOnlyList<MacKey> macs, IReadOnlyList<SigningKey> signing)
    {
        Version = version;
        foreach (var mac in macs)
        {
            _macs[mac.Id] = mac;
        }

        _everySigning = signing.ToFrozenDictionary(key => key.Id, StringComparer.Ordinal);
        _published = [.. signing.Where(key => key.State != KeyState.Removed)];
        ActiveMac = macs.Single(key => key.State == KeyState.Active);
        ActiveSigning = signing.Single(key => key.State == KeyState.Active);
        Debug.Assert(!ActiveMac.IsCompromised && ActiveSigning.CompromisedAt is null, "A compromised key is active.");
    }

    /// <summary>The version of the ring in the store.</summary>
    public long Version { get; }

    /// <summary>The key that tags.</summary>
    public MacKey ActiveMac { get; }

    /// <summary>The key that signs.</summary>
    public SigningKey ActiveSigning { get; }

    /// <summary>
    /// What the JWKS shows and what access tokens may be signed by: next, active and retired signing keys. The next
    /// is among them because another node may have made it active a moment ago.
    /// </summary>
    public IReadOnlyList<SigningKey> Published => _published;

    /// <summary>The MAC key with <paramref name="id"/>; null when there is none or it was removed.</summary>
    public MacKey? FindMac(byte id) => _macs[id];

    /// <summary>The published signing key with this `kid`; null when there is none.</summary>
    public SigningKey? FindSigning(ReadOnlySpan<byte> kidUtf8)
    {
        foreach (var key in _published)
        {
            if (key.IdUtf8.Span.SequenceEqual(kidUtf8))
            {
                return key;
            }
        }

        return null;
    }

    /// <inheritdoc />
    public HeadSignature Sign(ReadOnlySpan<byte> head)
    {
        var signature = new byte[SigningKey.SignatureLength];
        ActiveSigning.Sign(InContext(head), signature);
        return new(ActiveSigning.Id, signature);
    }

    /// <summary>
    /// Any key that ever signed may vouch for a head, removed ones too: the audit log outlives keys. A compromised
    /// key vouches only for heads sealed before it was marked. Its thief can write an earlier date, but not into a
    /// chain that a later head, signed by another key, already closes over; that is why a compromise makes another
    /// key active at once, and why heads are worth shipping off the box.
    /// </summary>
    public bool Verify(ReadOnlySpan<byte> head, DateTimeOffset sealedAt, HeadSignature signature) =>
        head.Length <= MaxHeadLength
        && _everySigning.TryGetValue(signature.KeyId, out var key)
        && (key.CompromisedAt is not { } compromised || sealedAt < compromised)
        && key.Verify(InContext(head), signature.Bytes.Span);

    internal static KeyRing Open(IReadOnlyList<KeyRecord> records, long version, ISecretSealer sealer)
    {
        var macs = new List<MacKey>();
        var signing = new List<SigningKey>();
        foreach (var record in records)
        {
            if (record.Purpose == KeyPurpose.Signing)
            {
                var signs = record.State is KeyState.Next or KeyState.Active;
                signing.Add(new(record, signs ? Secret(record, sealer) : null));
            }
            else if (record.State != KeyState.Removed)
            {
                macs.Add(new(record, Secret(record, sealer)));
            }
        }

        return new(version, macs, signing);
    }

    private static byte[] Secret(KeyRecord record, ISecretSealer sealer) =>
        sealer.Open(record.Purpose, record.Id, record.SealedSecret);

    /// <summary>
    /// The same key signs access tokens. Their signing input starts with base64url, never with this, so that neither
    /// can be passed off as the other.
    /// </summary>
    private static byte[] InContext(ReadOnlySpan<byte> head)
    {
        if (head.Length > MaxHeadLength)
        {
            throw new ArgumentException($"A head has at most {MaxHeadLength} bytes.", nameof(head));
        }

        return [.. "tidelock chain head v1\0"u8, .. head];
    }
}
