using System.Net.Sockets;

namespace Tidelock.Cli.Administration;

/// <summary>HTTP over a Unix socket.</summary>
internal static class SocketHttp
{
    // Verifying or exporting a long audit log takes minutes; a server that is gone breaks the connection at once.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    internal static HttpClient Create(string path)
    {
        var handler = new SocketsHttpHandler
        {
            // Proxies and redirects have no meaning here.
            UseProxy = false,
            AllowAutoRedirect = false,
            ConnectCallback = (_, cancellationToken) => ConnectAsync(path, cancellationToken),
        };
        return new(handler) { BaseAddress = new("http://localhost/"), Timeout = Patience };
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
