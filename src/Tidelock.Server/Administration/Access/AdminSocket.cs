using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Tidelock.Server.Administration.Access;

/// <summary>
/// The Unix socket in the data directory through which an operator of the machine administers the server. Who may
/// open it is decided by the file system: the directory has mode 0700 and the socket 0600.
/// </summary>
internal static class AdminSocket
{
    /// <summary>Listens on the socket; its connections, and no others, are taken for the operator's.</summary>
    /// <param name="kestrel">The web server.</param>
    /// <param name="path">Where, no longer than <see cref="SocketPath.MaxBytes"/>.</param>
    internal static void ListenAdminSocket(this KestrelServerOptions kestrel, string path)
    {
        kestrel.ListenUnixSocket(path, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(next => connection =>
            {
                // Set on the connection by its own listener: nothing that a request says can bring it about.
                connection.Features.Set<IOperatorConnection>(OperatorConnection.Of(connection));
                return next(connection);
            });
        });
    }
}

/// <summary>
/// A path to a socket that fits into the few bytes the system has for it. A directory that lies too deep is reached
/// through a short symbolic link in a private temporary directory.
/// </summary>
internal sealed class SocketPath : IDisposable
{
    /// <summary>Longest path in bytes: macOS has room for 104, Linux for 108, with the closing zero.</summary>
    internal const int MaxBytes = 100;

    private readonly DirectoryInfo? _temporary;

    private SocketPath(string path, DirectoryInfo? temporary) => (Value, _temporary) = (path, temporary);

    /// <summary>The path to bind or to connect to.</summary>
    internal string Value { get; }

    /// <summary>The path of the admin socket in <paramref name="directory"/>.</summary>
    internal static SocketPath In(string directory)
    {
        var path = new DataDirectory(directory).Socket;
        if (Encoding.UTF8.GetByteCount(path) <= MaxBytes)
        {
            return new(path, null);
        }

        var temporary = Directory.CreateTempSubdirectory("tidelock-");
        var link = Path.Combine(temporary.FullName, "data");
        Directory.CreateSymbolicLink(link, directory);
        return new(new DataDirectory(link).Socket, temporary);
    }

    /// <summary>Removes the link; the socket stays where it is.</summary>
    public void Dispose()
    {
        if (_temporary is null || !_temporary.Exists)
        {
            return;
        }

        // The link first, by itself: deleting recursively must never reach through it into the data directory.
        Directory.Delete(Path.Combine(_temporary.FullName, "data"));
        _temporary.Delete();
    }
}
