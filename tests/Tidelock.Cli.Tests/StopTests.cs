using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Tidelock.Cli.Tests;

/// <summary>How long a stop takes, whatever clients do meanwhile. Nobody's service manager should have to kill it.
/// </summary>
public sealed class StopTests : IAsyncLifetime
{
    /// <summary>So long a server waits for requests that are under way.</summary>
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(5);

    /// <summary>For the rest of the way down, on a machine that does other things too.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    private readonly TempData _data = new();
    private readonly List<IDisposable> _open = [];
    private RunningServer _server = null!;

    private Uri Url => new(_server.Url);

    public async ValueTask InitializeAsync() => _server = await RunningServer.StartAsync(_data.Path);

    public async ValueTask DisposeAsync()
    {
        _open.ForEach(one => one.Dispose());
        await _server.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task Connections_without_a_request_and_requests_that_only_wait_do_not_hold_it_up()
    {
        var polls = await PollAsync();
        await ConnectAsync();
        await AnswerAsync(await SendAsync("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"));
        await SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0");
        using var http2 = new HttpClient
        {
            BaseAddress = Url, DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        await http2.GetAsync("/health/live");

        Assert.InRange(await StopAsync(), TimeSpan.Zero, Drain - TimeSpan.FromMilliseconds(500));

        foreach (var poll in polls)
        {
            Assert.Equal(HttpStatusCode.OK, (await poll).StatusCode);
        }
    }

    [Fact]
    public async Task Clients_that_never_finish_hold_it_up_for_a_bounded_time()
    {
        await SendAsync("GET /health/live HTTP/1.1\r\nHost: x\r\nX-Half: ");
        await SendAsync("POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            + "Content-Length: 100\r\n\r\n{\"user");
        await SendAsync("POST /health/live HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n{");
        await AskWithoutReadingAsync();

        Assert.InRange(await StopAsync(), Drain / 2, Drain + Rest);
        (await CliRun.Of("audit", "verify", "--data", _data.Path)).Succeeded();
    }

    private async Task<TimeSpan> StopAsync()
    {
        var begun = Stopwatch.GetTimestamp();
        Assert.Equal(0, await _server.StopAsync());
        return Stopwatch.GetElapsedTime(begun);
    }

    private async Task<List<Task<HttpResponseMessage>>> PollAsync()
    {
        const string Password = "long-enough-for-anybody";
        (await CliRun.WithInput(
            $"{Password}\n", "users", "add", "alice", "--password-stdin", "--data", _data.Path)).Succeeded();
        var http = _server.Http();
        _open.Add(http);
        var signedIn = await http.PostAsJsonAsync(
            "/api/v1/auth/login", new { username = "alice", password = Password, mode = "body" });
        var session = await signedIn.Content.ReadFromJsonAsync<JsonElement>();
        http.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", session.GetProperty("accessToken").GetString());
        return [.. Enumerable.Range(0, 3).Select(_ => http.GetAsync("/api/v1/auth/events?after=1000000&wait=25"))];
    }

    private async Task<NetworkStream> ConnectAsync()
    {
        var client = new TcpClient { ReceiveBufferSize = 4096 };
        _open.Add(client);
        await client.ConnectAsync(Url.Host, Url.Port);
        return client.GetStream();
    }

    private async Task<NetworkStream> SendAsync(string text)
    {
        var stream = await ConnectAsync();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text));
        return stream;
    }

    private static async Task AnswerAsync(NetworkStream stream) =>
        Assert.NotEqual(0, await stream.ReadAsync(new byte[4096]));

    /// <summary>Asks until the server can neither write its answers nor take more questions.</summary>
    private async Task AskWithoutReadingAsync()
    {
        var stream = await ConnectAsync();
        var questions = Encoding.ASCII.GetBytes(string.Concat(
            Enumerable.Repeat("GET /openapi/v1.json HTTP/1.1\r\nHost: x\r\n\r\n", 100)));
        using var stuck = new CancellationTokenSource();
        try
        {
            while (true)
            {
                stuck.CancelAfter(TimeSpan.FromSeconds(1));
                await stream.WriteAsync(questions, stuck.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // It takes no more.
        }
    }
}
