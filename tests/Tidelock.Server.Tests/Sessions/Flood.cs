using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Tidelock.Sessions;

namespace Tidelock.Server.Tests.Sessions;

/// <summary>Presents many tokens over a few connections that are kept open, as fast as they are answered.</summary>
internal sealed class Flood(Uri server, Channel channel, int connections)
{
    private int _opened;

    /// <summary>How many connections it took.</summary>
    internal int Opened => _opened;

    /// <summary>How often there was which answer: status and reason.</summary>
    internal async Task<Dictionary<string, int>> PresentAsync(int count, Func<int, string> token)
    {
        using var http = new HttpClient(Handler());
        var counts = await Task.WhenAll(Enumerable.Range(0, connections).Select(async worker =>
        {
            var answers = new Dictionary<string, int>(StringComparer.Ordinal);
            for (var index = worker; index < count; index += connections)
            {
                var answer = await PresentAsync(http, token(index));
                answers[answer] = answers.GetValueOrDefault(answer) + 1;
            }

            return answers;
        }));
        return counts.SelectMany(answers => answers).GroupBy(answer => answer.Key, StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => same.Sum(answer => answer.Value), StringComparer.Ordinal);
    }

    private async Task<string> PresentAsync(HttpClient http, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, "/api/v1/auth/refresh"));
        if (channel == Channel.Body)
        {
            request.Content = new StringContent(
                $$"""{"refreshToken":"{{token}}"}""", Encoding.UTF8, "application/json");
        }
        else
        {
            request.Headers.Add("X-Tidelock", "1");
            request.Headers.Add("Cookie", $"{The.Cookie}={token}");
        }

        using var response = await http.SendAsync(request);
        var body = JsonNode.Parse(await response.Content.ReadAsByteArrayAsync());
        return $"{(int)response.StatusCode} {body?["reason"]}";
    }

    private SocketsHttpHandler Handler() => new()
    {
        UseCookies = false,
        MaxConnectionsPerServer = connections,
        PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
        ConnectCallback = async (context, cancellationToken) =>
        {
            Interlocked.Increment(ref _opened);
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    };
}
