using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace Tidelock.Chaos.Nodes;

/// <summary>The operator of the machine, who comes through the socket in the data directory.</summary>
internal sealed class Operator : IDisposable
{
    private readonly HttpClient _http;

    internal Operator(Place place)
    {
        var path = Path.Combine(place.Data, "admin.sock");
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        _http = new(handler) { BaseAddress = new("http://localhost/api/v1/admin/") };
    }

    /// <summary>Adds a user.</summary>
    internal async Task AddUserAsync(string name, string password, params string[] roles)
    {
        using var answer = await _http.PostAsJsonAsync(
            new Uri("users", UriKind.Relative), new { name, password, roles });
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Every event of some kinds behind a position.</summary>
    internal async Task<IReadOnlyList<JsonElement>> EventsAsync(long after, params string[] kinds)
    {
        var filter = string.Concat(kinds.Select(kind => $"&kind={kind}"));
        var lines = await _http.GetStringAsync(new Uri($"audit/export?after={after}{filter}", UriKind.Relative));
        return
        [
            .. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonSerializer.Deserialize<JsonElement>(line)),
        ];
    }

    public void Dispose() => _http.Dispose();
}
