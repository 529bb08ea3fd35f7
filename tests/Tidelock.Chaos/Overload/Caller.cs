using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Tidelock.Load;

namespace Tidelock.Chaos.Overload;

/// <summary>One connection from an address of its own choice; a new one is opened when it breaks.</summary>
internal sealed class Caller(Uri url, IPAddress from) : IDisposable
{
    private readonly byte[] _refresh = Head(url, "/api/v1/auth/refresh");
    private readonly byte[] _signIn = Head(url, "/api/v1/auth/login");
    private readonly RequestBuffer _request = new();
    private readonly AnswerReader _answer = new();
    private Socket? _socket;

    /// <summary>Presents a session's token; keeps the one that comes back.</summary>
    internal Task RefreshAsync(Tokens tokens, int index, Outcome outcome)
    {
        _request.Clear();
        _request.Add(_refresh);
        _request.AddBody("{\"refreshToken\":\""u8, tokens[index], "\"}"u8);
        return AskAsync(
            outcome,
            () =>
            {
                if (_answer.Find("\"refreshToken\":\""u8) is { Length: > 0 } token)
                {
                    tokens.Renewed(index, token);
                }
            },
            () => tokens.Lost(index));
    }

    /// <summary>Signs somebody in.</summary>
    internal Task SignInAsync(byte[] body, Outcome outcome)
    {
        _request.Clear();
        _request.Add(_signIn);
        _request.AddBody([], body, []);
        return AskAsync(outcome, () => { }, () => { });
    }

    public void Dispose() => _socket?.Dispose();

    private static byte[] Head(Uri url, string path) => Encoding.ASCII.GetBytes(
        $"POST {path} HTTP/1.1\r\nHost: {url.Authority}\r\nUser-Agent: tidelock-load\r\n"
        + "X-Tidelock-Client: load-generator-0001\r\nContent-Type: application/json\r\n");

    private async Task AskAsync(Outcome outcome, Action served, Action lost)
    {
        outcome.Send();
        var started = Stopwatch.GetTimestamp();
        try
        {
            var socket = await ConnectedAsync();
            await socket.SendAsync(_request.Written);
            var status = await _answer.ReadAsync(socket);
            if (status == 200)
            {
                served();
            }

            outcome.Answer(status, _answer.HasHeader("Retry-After"), Stopwatch.GetTimestamp() - started);
        }
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            // The request may have been served before its connection broke.
            lost();
            outcome.Break();
            _socket?.Dispose();
            _socket = null;
        }
    }

    private async ValueTask<Socket> ConnectedAsync()
    {
        if (_socket is null)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            _socket = socket;
            socket.Bind(new IPEndPoint(from, 0));
            await socket.ConnectAsync(url.Host, url.Port);
        }

        return _socket;
    }
}
