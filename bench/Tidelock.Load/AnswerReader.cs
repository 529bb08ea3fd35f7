using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;

namespace Tidelock.Load;

/// <summary>Reads one HTTP/1.1 answer: the status, and the body by its length or in chunks.</summary>
internal sealed class AnswerReader
{
    /// <summary>Longest answer that is read, in bytes; those of a refresh have a quarter of that.</summary>
    private const int MaxLength = 8 * 1024;

    private readonly byte[] _bytes = new byte[MaxLength];
    private int _length;
    private int _bodyAt;

    /// <summary>The body of the last answer; in chunks it has their marks in it.</summary>
    internal ReadOnlySpan<byte> Body => _bytes.AsSpan(_bodyAt, _length - _bodyAt);

    /// <summary>Reads the next answer.</summary>
    /// <exception cref="IOException">The connection ended before it was whole.</exception>
    internal async ValueTask<int> ReadAsync(Socket socket)
    {
        (_length, _bodyAt) = (0, 0);
        do
        {
            var read = await socket.ReceiveAsync(_bytes.AsMemory(_length));
            if (read == 0)
            {
                throw new IOException("The connection ended.");
            }

            _length += read;
        }
        while (!IsWhole());

        // "HTTP/1.1 200 OK"
        return Utf8Parser.TryParse(_bytes.AsSpan(9, 3), out int status, out _)
            ? status
            : throw new IOException("The answer has no status.");
    }

    /// <summary>True when the last answer has a header of that name.</summary>
    internal bool HasHeader(string name) =>
        _bytes.AsSpan(0, _bodyAt).IndexOf(Encoding.ASCII.GetBytes($"\r\n{name}: ")) >= 0;

    /// <summary>
    /// The text of the body behind <paramref name="mark"/>, up to the next quote; empty when not there.
    /// </summary>
    internal ReadOnlySpan<byte> Find(ReadOnlySpan<byte> mark)
    {
        var at = Body.IndexOf(mark);
        if (at < 0)
        {
            return [];
        }

        var rest = Body[(at + mark.Length)..];
        var end = rest.IndexOf((byte)'"');
        return end < 0 ? [] : rest[..end];
    }

    private bool IsWhole()
    {
        var answer = _bytes.AsSpan(0, _length);
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        _bodyAt = end + 4;
        var headers = answer[..end];
        var at = headers.IndexOf("Content-Length: "u8);
        if (at >= 0)
        {
            return Utf8Parser.TryParse(headers[(at + 16)..], out int length, out _) && _length >= _bodyAt + length;
        }

        return answer[_bodyAt..].EndsWith("0\r\n\r\n"u8);
    }
}
