using System.Buffers;
using System.Buffers.Text;

namespace Tidelock.Tokens;

/// <summary>
/// Base64url without padding (RFC 4648 §5), canonical spellings only. A decoder that forgives stray bits or
/// white space gives one token many spellings, and every cache or block list keyed by text can then be passed by.
/// </summary>
internal static class CanonicalBase64Url
{
    /// <summary>
    /// Decodes <paramref name="text"/>; false for anything that encoding the result would not give back.
    /// </summary>
    internal static bool TryDecode(ReadOnlySpan<byte> text, Span<byte> destination, out int written)
    {
        if (Base64Url.DecodeFromUtf8(text, destination, out var consumed, out written) != OperationStatus.Done
            || consumed != text.Length
            || text.Length != EncodedLength(written))
        {
            return false;
        }

        return LastSymbolIsCanonical(text, written);
    }

    /// <summary>Length of the encoding of <paramref name="byteCount"/> bytes.</summary>
    internal static int EncodedLength(int byteCount) => ((byteCount * 4) + 2) / 3;

    private static bool LastSymbolIsCanonical(ReadOnlySpan<byte> text, int byteCount)
    {
        var unusedBits = (byteCount % 3) switch { 1 => 4, 2 => 2, _ => 0 };
        return unusedBits == 0 || (Value(text[^1]) & ((1 << unusedBits) - 1)) == 0;
    }

    private static int Value(byte symbol) => symbol switch
    {
        >= (byte)'A' and <= (byte)'Z' => symbol - 'A',
        >= (byte)'a' and <= (byte)'z' => symbol - 'a' + 26,
        >= (byte)'0' and <= (byte)'9' => symbol - '0' + 52,
        (byte)'-' => 62,
        _ => 63,
    };
}
