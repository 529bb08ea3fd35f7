using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Tidelock.Load;

/// <summary>
/// One connection, which asks, waits for the answer and asks again, each time for the next of its credentials: those
/// behind the first by a multiple of the number of connections. Written on a socket, because a client library
/// costs more than the server it measures.
/// </summary>
internal sealed class Line(LoadPlan plan, byte[][] credentials, int first, ProofPool? proofs, Tally tally)
{
    private readonly byte[] _head = Encoding.ASCII.GetBytes(
        $"POST {plan.Path} HTTP/1.1\r\nHost: {plan.Host}:{plan.Port}\r\nUser-Agent: tidelock-load\r\n"
        + "X-Tidelock-Client: load-generator-0001\r\nContent-Type: application/json\r\n");

    private readonly RequestBuffer _request = new();
    private readonly AnswerReader _answer = new();

    /// <summary>Length of the last answer's body, in bytes.</summary>
    internal int AnswerLength { get; private set; }

    /// <summary>Goes on until it is stopped, over as many connections as it takes.</summary>
    internal async Task RunAsync(CancellationToken stop)
    {
        var next = first;
        while (!stop.IsCancellationRequested)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(plan.Host, plan.Port, stop);
                while (!stop.IsCancellationRequested)
                {
                    var proof = proofs?.Next(next);
                    if (proofs is not null && proof is null)
                    {
                        return;
                    }

                    await AskAsync(socket, next, proof);
                    next = next + plan.Connections < credentials.Length ? next + plan.Connections : first;
                }

                return;
            }
            catch (Exception failure) when (failure is SocketException or IOException)
            {
                tally.Add(0, 0);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task AskAsync(Socket socket, int index, byte[]? proof)
    {
        Write(credentials[index], proof);
        var started = Stopwatch.GetTimestamp();
        await socket.SendAsync(_request.Written);
        var status = await _answer.ReadAsync(socket);
        tally.Add(status, Stopwatch.GetTimestamp() - started);
        if (status == 200)
        {
            AnswerLength = _answer.Body.Length;
            if (plan.Kind == LoadKind.Refresh && _answer.Find("\"refreshToken\":\""u8) is { Length: > 0 } token)
            {
                credentials[index] = token.ToArray();
            }
        }
    }

    private void Write(ReadOnlySpan<byte> credential, byte[]? proof)
    {
        _request.Clear();
        _request.Add(_head);
        if (proof is not null)
        {
            _request.Add("DPoP: "u8);
            _request.Add(proof);
            _request.Add("\r\n"u8);
        }

        if (plan.Kind == LoadKind.Refresh)
        {
            _request.AddBody("{\"refreshToken\":\""u8, credential, "\"}"u8);
        }
        else
        {
            // The line is the body: who signs in, and with which password.
            _request.AddBody([], credential, []);
        }
    }
}
