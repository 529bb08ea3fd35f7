using System.Net.Sockets;
using Tidelock.Cli.CommandLine;
using Tidelock.Cli.Serving;
using Tidelock.Server;
using Tidelock.Server.Administration.Access;

namespace Tidelock.Cli.Administration;

/// <summary>
/// The way to the administration endpoints of a data directory: the socket of the server that runs on it, or of one
/// that is started in this process, listens on nothing else, and goes with the command.
/// </summary>
internal sealed class AdminConnection : IAsyncDisposable
{
    // A server that is just starting holds the directory but does not answer yet.
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient _http;
    private readonly SocketPath _socket;
    private readonly TidelockHost? _own;

    private AdminConnection(SocketPath socket, TidelockHost? own)
    {
        _socket = socket;
        _own = own;
        _http = SocketHttp.Create(socket.Value);
        Client = new(_http);
    }

    internal AdminClient Client { get; }

    internal static async Task<AdminConnection> OpenAsync(Invocation call, CancellationToken cancellationToken)
    {
        var clock = TimeProvider.System;
        var started = clock.GetTimestamp();
        while (true)
        {
            if (await FindServerAsync(call.DataPath, cancellationToken) is { } running)
            {
                return running;
            }

            try
            {
                return await StartOwnAsync(call, cancellationToken);
            }
            catch (DirectoryUnavailableException) when (clock.GetElapsedTime(started) < StartPatience)
            {
                await Task.Delay(RetryInterval, clock, cancellationToken);
            }
        }
    }

    /// <summary>The connection to the server that runs on a data directory; null when none answers.</summary>
    internal static async Task<AdminConnection?> FindServerAsync(string data, CancellationToken cancellationToken)
    {
        if (!File.Exists(new DataDirectory(data).Socket))
        {
            return null;
        }

        var path = SocketPath.In(data);
        try
        {
            using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await probe.ConnectAsync(new UnixDomainSocketEndPoint(path.Value), cancellationToken);
            return new(path, null);
        }
        catch (SocketException)
        {
            // A socket that nobody listens on was left behind by a server that was killed.
            path.Dispose();
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _socket.Dispose();
        if (_own is not null)
        {
            await _own.DisposeAsync();
        }
    }

    private static async Task<AdminConnection> StartOwnAsync(Invocation call, CancellationToken cancellationToken)
    {
        var own = await TidelockHost.StartAsync(ServerSettings.ForOneCommand(call), cancellationToken);
        return new(SocketPath.In(call.DataPath), own);
    }
}
