using System.Security.Cryptography;
using Tidelock.Events;

namespace Tidelock.Storage.Tests;

/// <summary>Signs heads with a key of its own, and knows only that one.</summary>
internal sealed class HeadSigner(string keyId) : IHeadSigner
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly Lock _lock = new();

    public HeadSignature Sign(ReadOnlySpan<byte> head)
    {
        lock (_lock)
        {
            return new(keyId, _key.SignData(head, HashAlgorithmName.SHA256));
        }
    }

    public bool Verify(ReadOnlySpan<byte> head, DateTimeOffset sealedAt, HeadSignature signature)
    {
        lock (_lock)
        {
            return signature.KeyId == keyId
                && _key.VerifyData(head, signature.Bytes.Span, HashAlgorithmName.SHA256);
        }
    }
}
