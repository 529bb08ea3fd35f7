using System.Net;
using Microsoft.AspNetCore.Connections;
using Tidelock.Server.Http;
using Tidelock.Sessions;

namespace Tidelock.Server.Limits;

/// <summary>
/// Closes connections that are too many, in all or from one address, before anything is read from them. The web
/// server's own limit would count the admin socket too, and knows no addresses: one client that does nothing could
/// keep everybody out, the operator included.
/// </summary>
internal sealed class ConnectionGate(LimitPolicy limits, ProxyPolicy proxies, TurnedAway turnedAway)
{
    private readonly NetworkTally _byAddress = new(limits.MaxConnectionsPerAddress);
    private int _open;

    /// <summary>How many connections are open, those of the admin socket aside.</summary>
    internal int Open => Volatile.Read(ref _open);

    /// <summary>The gate before <paramref name="next"/>. A connection without an address passes.</summary>
    internal ConnectionDelegate Guard(ConnectionDelegate next) => connection =>
        connection.RemoteEndPoint is IPEndPoint peer
            ? PassAsync(connection, next, peer.Address)
            : next(connection);

    private async Task PassAsync(ConnectionContext connection, ConnectionDelegate next, IPAddress peer)
    {
        try
        {
            if (Interlocked.Increment(ref _open) > limits.MaxConnections)
            {
                turnedAway.CountConnection();
                return;
            }

            await PassPartAsync(connection, next, peer);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    /// <summary>A trusted proxy opens connections for everybody; what is behind it is counted by request.</summary>
    private async Task PassPartAsync(ConnectionContext connection, ConnectionDelegate next, IPAddress peer)
    {
        if (proxies.Trusts(peer))
        {
            await next(connection);
            return;
        }

        var from = Network.Of(peer);
        if (!_byAddress.TryEnter(from))
        {
            turnedAway.CountConnection();
            return;
        }

        try
        {
            await next(connection);
        }
        finally
        {
            _byAddress.Leave(from);
        }
    }
}
