using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Tidelock.Server.Tests.Http.OpenApi;

namespace Tidelock.Server.Tests.Hosting;

/// <summary>
/// A request that is written to the socket as it stands: headers that are repeated, and values that a client library
/// would refuse to send.
/// </summary>
internal sealed class RawRequest(string method, string target)
{
    private const string NewLine = "\r\n";

    internal string Method => method;

    /// <summary>Path and query, escaped as they will be sent.</summary>
    internal string Target { get; set; } = target;

    internal List<(string Name, string Value)> Headers { get; } = [];

    internal byte[] Body { get; set; } = [];

    /// <summary>Puts a header in the place of all of that name; null takes them away.</summary>
    internal void Set(string name, string? value)
    {
        Headers.RemoveAll(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (value is not null)
        {
            Headers.Add((name, value));
        }
    }

    internal string? Value(string name) =>
        Headers.Find(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>Sends it on a connection of its own; what comes back must be as the server's document says.</summary>
    internal async Task<Reply> SendAsync(RunningServer server)
    {
        using var response = Parse(await ExchangeAsync(server.Url));
        var reply = await Reply.ReadAsync(response);
        var declared = await DeclaredAnswers.KnownAsync();
        Assert.Null(declared.Mistake(method, Target.Split('?')[0], reply));
        return reply;
    }

    /// <summary>Everything the server answers, until it closes the connection.</summary>
    internal async Task<byte[]> ExchangeAsync(Uri server)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.Host, server.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(Head(server)));
        await stream.WriteAsync(Body);
        using var answer = new MemoryStream();
        await stream.CopyToAsync(answer);
        return answer.ToArray();
    }

    private string Head(Uri server)
    {
        var head = new StringBuilder();
        head.Append(method).Append(' ').Append(Target).Append(" HTTP/1.1").Append(NewLine);
        head.Append("Host: ").Append(server.Authority).Append(NewLine);
        head.Append("Connection: close").Append(NewLine);
        head.Append("Content-Length: ").Append(Body.Length).Append(NewLine);
        foreach (var (name, value) in Headers)
        {
            head.Append(name).Append(": ").Append(value).Append(NewLine);
        }

        return head.Append(NewLine).ToString();
    }

    private static HttpResponseMessage Parse(byte[] answer)
    {
        var end = answer.AsSpan().IndexOf("\r\n\r\n"u8);
        Assert.True(end > 0, $"No answer: '{Encoding.Latin1.GetString(answer)}'.");
        var lines = Encoding.Latin1.GetString(answer, 0, end).Split(NewLine);
        var response = new HttpResponseMessage((HttpStatusCode)int.Parse(lines[0].Split(' ')[1], null));
        var body = answer[(end + 4)..];
        var isChunked = lines.Contains("Transfer-Encoding: chunked", StringComparer.OrdinalIgnoreCase);
        response.Content = new ByteArrayContent(isChunked ? Joined(body) : body);
        foreach (var line in lines.Skip(1))
        {
            var (name, value) = (line.Split(": ", 2)[0], line.Split(": ", 2)[^1]);
            if (!response.Headers.TryAddWithoutValidation(name, value))
            {
                response.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return response;
    }

    /// <summary>The chunks of a body (RFC 9112 §7.1).</summary>
    private static byte[] Joined(byte[] chunked)
    {
        var joined = new List<byte>();
        var rest = chunked.AsSpan();
        while (true)
        {
            var line = rest.IndexOf("\r\n"u8);
            var length = int.Parse(Encoding.ASCII.GetString(rest[..line]), NumberStyles.HexNumber, null);
            if (length == 0)
            {
                return [.. joined];
            }

            joined.AddRange(rest.Slice(line + 2, length));
            rest = rest[(line + 2 + length + 2)..];
        }
    }
}
