using System.Buffers;
using System.Text;

namespace Tidelock.Tokens;

/// <summary>
/// A JWS in compact form (RFC 7515 §7.1) taken apart, nothing of it believed yet: three parts of canonical base64url
/// with a signature of 64 bytes. Works in one pooled buffer, which is wiped when it is given back.
/// </summary>
internal sealed class CompactJws : IDisposable
{
    private const int SignatureLength = 64;

    private readonly byte[] _buffer;
    private readonly int _signingInput;
    private readonly int _header;
    private readonly int _payload;
    private readonly int _textLength;

    private CompactJws(byte[] buffer, int textLength, int signingInput, int header, int payload) =>
        (_buffer, _textLength, _signingInput, _header, _payload) =
            (buffer, textLength, signingInput, header, payload);

    internal ReadOnlySpan<byte> SigningInput => _buffer.AsSpan(0, _signingInput);

    internal ReadOnlyMemory<byte> Header => _buffer.AsMemory(_textLength, _header);

    internal ReadOnlyMemory<byte> Payload => _buffer.AsMemory(_textLength + _header, _payload);

    internal ReadOnlySpan<byte> Signature => _buffer.AsSpan(_textLength + _header + _payload, SignatureLength);

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);

    /// <summary>Takes <paramref name="text"/> apart; null when it is no JWS. The caller bounds its length.</summary>
    internal static CompactJws? TryRead(ReadOnlySpan<char> text)
    {
        // The text as ASCII, then the decoded parts behind it.
        var buffer = ArrayPool<byte>.Shared.Rent(text.Length * 2);
        var jws = Ascii.FromUtf16(text, buffer, out _) == OperationStatus.Done
            ? TryTakeApart(buffer, text.Length)
            : null;
        if (jws is null)
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }

        return jws;
    }

    private static CompactJws? TryTakeApart(byte[] buffer, int textLength)
    {
        var text = buffer.AsSpan(0, textLength);
        var firstDot = text.IndexOf((byte)'.');
        var lastDot = text.LastIndexOf((byte)'.');
        if (firstDot <= 0 || lastDot <= firstDot + 1 || text[(firstDot + 1)..lastDot].Contains((byte)'.'))
        {
            return null;
        }

        var decoded = buffer.AsSpan(textLength);
        return CanonicalBase64Url.TryDecode(text[..firstDot], decoded, out var header)
            && CanonicalBase64Url.TryDecode(text[(firstDot + 1)..lastDot], decoded[header..], out var payload)
            && CanonicalBase64Url.TryDecode(text[(lastDot + 1)..], decoded[(header + payload)..], out var signature)
            && signature == SignatureLength
                ? new(buffer, textLength, lastDot, header, payload)
                : null;
    }
}
