using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Tidelock.Server.Administration.Access;

/// <summary>Marks a connection that came in by the admin socket.</summary>
internal interface IOperatorConnection
{
    /// <summary>The system's number of the user on the other side; null where the system does not tell.</summary>
    int? SystemUser { get; }
}

/// <inheritdoc />
internal sealed record OperatorConnection(int? SystemUser) : IOperatorConnection
{
    // Linux: getsockopt(SOL_SOCKET, SO_PEERCRED) gives struct ucred { pid, uid, gid }, 32 bits each.
    private const int SocketLevel = 1;
    private const int PeerCredentials = 17;
    private const int CredentialsLength = 12;
    private const int UserOffset = 4;

    internal static OperatorConnection Of(ConnectionContext connection) =>
        new(connection.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket ? SystemUserOf(socket) : null);

    private static int? SystemUserOf(Socket socket)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        Span<byte> credentials = stackalloc byte[CredentialsLength];
        return socket.GetRawSocketOption(SocketLevel, PeerCredentials, credentials) == CredentialsLength
            ? BitConverter.ToInt32(credentials[UserOffset..])
            : null;
    }
}
