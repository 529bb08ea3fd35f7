using System.Buffers.Text;

namespace Tidelock.Load;

/// <summary>A request as it is put together.</summary>
internal sealed class RequestBuffer
{
    private readonly byte[] _bytes = new byte[4 * 1024];
    private int _length;

    /// <summary>What was added.</summary>
    internal ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    /// <summary>Begins anew.</summary>
    internal void Clear() => _length = 0;

    /// <summary>Adds bytes.</summary>
    internal void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    /// <summary>Ends the headers with the length of the body, and adds the body.</summary>
    internal void AddBody(ReadOnlySpan<byte> before, ReadOnlySpan<byte> value, ReadOnlySpan<byte> after)
    {
        Add("Content-Length: "u8);
        Utf8Formatter.TryFormat(before.Length + value.Length + after.Length, _bytes.AsSpan(_length), out var digits);
        _length += digits;
        Add("\r\n\r\n"u8);
        Add(before);
        Add(value);
        Add(after);
    }
}
