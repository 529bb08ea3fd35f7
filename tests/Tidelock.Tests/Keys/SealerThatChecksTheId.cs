using System.Security.Cryptography;
using System.Text;
using Tidelock.Keys;

namespace Tidelock.Tests.Keys;

/// <summary>Seals by writing the purpose and id in front, and opens only what was sealed for the same.</summary>
internal sealed class SealerThatChecksTheId : ISecretSealer
{
    public byte[] Seal(KeyPurpose purpose, string id, ReadOnlySpan<byte> secret) => [.. Front(purpose, id), .. secret];

    public byte[] Open(KeyPurpose purpose, string id, ReadOnlySpan<byte> sealedSecret)
    {
        var front = Front(purpose, id);
        return sealedSecret.StartsWith(front)
            ? sealedSecret[front.Length..].ToArray()
            : throw new CryptographicException("Sealed for another key.");
    }

    private static byte[] Front(KeyPurpose purpose, string id) => Encoding.UTF8.GetBytes($"{purpose}/{id}/");
}
