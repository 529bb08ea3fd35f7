using System.Buffers.Binary;
using System.Buffers.Text;

namespace Tidelock.Chaos.Clients;

/// <summary>What docs/reference/tokens.md says of a refresh token.</summary>
internal static class TokenText
{
    private const string Prefix = "tlr_";
    private const int GenerationAt = 1 + 2 + 16;

    internal static int GenerationOf(string token) =>
        BinaryPrimitives.ReadInt32BigEndian(
            Base64Url.DecodeFromChars(token.AsSpan(Prefix.Length)).AsSpan(GenerationAt));
}
