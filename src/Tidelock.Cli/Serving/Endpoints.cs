using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Tidelock.Server.Administration.Access;

namespace Tidelock.Cli.Serving;

/// <summary>Where the web server listens: the admin socket always, and the URLs it was given.</summary>
internal static class Endpoints
{
    internal static void Listen(KestrelServerOptions kestrel, string socketPath, IReadOnlyList<string> urls)
    {
        kestrel.AddServerHeader = false;
        kestrel.ListenAdminSocket(socketPath);
        foreach (var url in urls)
        {
            Listen(kestrel, new Uri(url));
        }
    }

    /// <summary>The admin socket gets its mode before it takes the first connection.</summary>
    internal static Socket Bind(EndPoint endPoint)
    {
        if (endPoint is not UnixDomainSocketEndPoint unix)
        {
            return SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        }

        // One that was left behind by a server that was killed: this process holds the directory's lock.
        File.Delete(unix.ToString());
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(unix);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(unix.ToString(), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return socket;
    }

    private static void Listen(KestrelServerOptions kestrel, Uri url)
    {
        if (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address))
        {
            kestrel.Listen(address, url.Port, Configure);
        }
        else if (url.Host == "localhost")
        {
            kestrel.ListenLocalhost(url.Port, Configure);
        }
        else
        {
            kestrel.ListenAnyIP(url.Port, Configure);
        }

        void Configure(ListenOptions listen)
        {
            if (url.Scheme == Uri.UriSchemeHttps)
            {
                // The certificate is Kestrel's own setting, Kestrel:Certificates:Default.
                listen.UseHttps();
            }
        }
    }
}
