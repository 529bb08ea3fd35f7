using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tidelock.Server.Tests.Hosting;

/// <summary>A connection on which a test says byte for byte what is sent, and when.</summary>
internal sealed class RawConnection : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly Socket _socket;
    private readonly StreamReader _reader;

    private RawConnection(Socket socket)
    {
        _socket = socket;
        _reader = new(new NetworkStream(socket), Encoding.ASCII);
    }

    internal static async Task<RawConnection> OpenAsync(RunningServer server, string from = "127.0.0.1")
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await socket.ConnectAsync(IPAddress.Loopback, server.Url.Port);
        return new(socket);
    }

    internal async Task SendAsync(string text) => await _socket.SendAsync(Encoding.ASCII.GetBytes(text));

    /// <summary>Headers of a request whose body of so many bytes does not follow yet.</summary>
    internal Task SendHeadersAsync(string path, int length, string type = "application/json") => SendAsync(
        $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {type}\r\nContent-Length: {length}\r\n\r\n");

    /// <summary>The status of the next answer; null when the server closed instead.</summary>
    internal async Task<HttpStatusCode?> ReadStatusAsync()
    {
        try
        {
            var line = await _reader.ReadLineAsync().WaitAsync(Bound);
            return line is null ? null : (HttpStatusCode)int.Parse(line.Split(' ')[1]);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The value of a header in the answer whose status was read.</summary>
    internal async Task<string?> ReadHeaderAsync(string name)
    {
        while (await _reader.ReadLineAsync().WaitAsync(Bound) is { Length: > 0 } line)
        {
            if (line.StartsWith($"{name}: ", StringComparison.OrdinalIgnoreCase))
            {
                return line[(name.Length + 2)..];
            }
        }

        return null;
    }

    /// <summary>Whether the server has closed it; waits for nothing.</summary>
    internal bool IsClosed
    {
        get
        {
            try
            {
                return _socket.Poll(0, SelectMode.SelectRead) && _socket.Available == 0;
            }
            catch (SocketException)
            {
                return true;
            }
        }
    }

    /// <summary>Ends it as a device does that lost its network: by a reset.</summary>
    internal void Reset()
    {
        _socket.LingerState = new(enable: true, seconds: 0);
        _socket.Close();
    }

    public void Dispose() => _socket.Dispose();
}
