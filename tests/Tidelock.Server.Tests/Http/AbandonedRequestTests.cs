using System.Net;
using System.Net.Sockets;
using System.Text;
using Tidelock.Server.Http;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Sessions;

namespace Tidelock.Server.Tests.Http;

/// <summary>Clients that go away in the middle, or take their time.</summary>
public sealed class AbandonedRequestTests : IAsyncLifetime
{
    private readonly CapturedLog _log = new();
    private RunningServer _server = null!;

    public async ValueTask InitializeAsync() =>
        _server = await RunningServer.StartAsync(new ServerSetup { Log = _log }.RaiseLimits());

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Whoever_signs_out_and_closes_the_tab_is_signed_out()
    {
        for (var round = 0; round < 10; round++)
        {
            using var client = new Client(_server);
            await client.SignInAsync();
            var token = client.RefreshToken!;

            await SendAndLeaveAsync("logout", $"Cookie: {The.Cookie}={token}\r\n");

            await Eventually.HoldsAsync(async () => (await _server.SessionOfAsync(token)).EndedAt is not null);
            Assert.Equal(EndReason.SignedOut, (await _server.SessionOfAsync(token)).EndReason);
        }
    }

    [Fact]
    public async Task Whoever_signs_out_everywhere_and_closes_the_tab_is_signed_out()
    {
        using var client = new Client(_server);
        await client.SignInAsync();
        var token = client.RefreshToken!;

        await SendAndLeaveAsync("logout-all", $"Authorization: Bearer {client.AccessToken}\r\n");

        await Eventually.HoldsAsync(async () => (await _server.SessionOfAsync(token)).EndedAt is not null);
    }

    [Theory]
    [InlineData("/api/v1/auth/refresh", "application/json")]
    [InlineData("/oauth/revoke", "application/x-www-form-urlencoded")]
    public async Task A_body_that_takes_too_long_is_given_up_and_its_place_is_free_again(string path, string type)
    {
        using var socket = await ConnectAsync();
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: {_server.Url.Authority}\r\nX-Tidelock: 1\r\n"
            + $"Content-Type: {type}\r\nContent-Length: 100\r\n\r\n{{"));

        using var reader = new StreamReader(socket.GetStream());
        var status = await reader.ReadLineAsync().WaitAsync(4 * BodyArrival.Deadline);

        Assert.Equal($"HTTP/1.1 {(int)HttpStatusCode.RequestTimeout} Request Timeout", status);
        await Assert.ThrowsAsync<IOException>(() => reader.ReadToEndAsync().WaitAsync(4 * BodyArrival.Deadline));
        Assert.DoesNotContain(_log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    private async Task SendAndLeaveAsync(string action, string header)
    {
        using var socket = await ConnectAsync();
        var request = $"POST /api/v1/auth/{action} HTTP/1.1\r\nHost: {_server.Url.Authority}\r\n"
            + $"X-Tidelock: 1\r\n{header}Content-Length: 0\r\n\r\n";
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
    }

    private async Task<TcpClient> ConnectAsync()
    {
        var socket = new TcpClient();
        await socket.ConnectAsync(_server.Url.Host, _server.Url.Port);
        return socket;
    }
}
