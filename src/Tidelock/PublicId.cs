using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;

namespace Tidelock;

/// <summary>The text form shared by public ids: a prefix that says what it is, then 16 bytes in base64url.</summary>
internal static class PublicId
{
    internal const int ByteLength = 16;
    private const int TextLength = 22;

    internal static string Format(string prefix, UInt128 value)
    {
        Span<byte> bytes = stackalloc byte[ByteLength];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return string.Concat(prefix, Base64Url.EncodeToString(bytes));
    }

    /// <summary>Accepts the canonical text only: one id has one spelling.</summary>
    internal static bool TryParse(string prefix, ReadOnlySpan<char> text, out UInt128 value)
    {
        value = default;
        if (text.Length != prefix.Length + TextLength || !text.StartsWith(prefix, StringComparison.Ordinal))
        {
            return false;
        }

        Span<byte> ascii = stackalloc byte[TextLength];
        if (Encoding.ASCII.GetBytes(text[prefix.Length..], ascii) != TextLength)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[ByteLength];
        if (!Tokens.CanonicalBase64Url.TryDecode(ascii, bytes, out var written) || written != ByteLength)
        {
            return false;
        }

        value = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return true;
    }

    internal static UInt128 New(IRandomSource random)
    {
        Span<byte> bytes = stackalloc byte[ByteLength];
        random.Fill(bytes);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
