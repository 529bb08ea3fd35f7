using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Tidelock.Server.Http;
using Tidelock.Server.Limits;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Sessions;

namespace Tidelock.Server.Tests.Limits;

/// <summary>Clients that connect and dawdle, over real sockets, while others want to be served.</summary>
public sealed class SlowClientTests : IAsyncDisposable
{
    private const string Refresh = "/api/v1/auth/refresh";
    private const int Length = 100;

    /// <summary>For one request of somebody who does not dawdle, on a busy machine.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(4);

    private readonly List<RawConnection> _slow = [];
    private readonly CapturedLog _log = new();
    private RunningServer? _server;

    /// <summary>The slow ones first: a server that stops waits for what they have begun.</summary>
    public async ValueTask DisposeAsync()
    {
        _slow.ForEach(connection => connection.Dispose());
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [Theory]
    [InlineData(Refresh)]
    [InlineData("/api/v1/auth/login")]
    [InlineData("/oauth/revoke")]
    public async Task Bodies_that_do_not_come_take_no_place_and_are_given_up(string path)
    {
        var server = await StartWithPlacesAsync(all: 8, signIns: 2, perAddress: 4);
        using var client = new Client(server, Channel.Body);
        await client.SignInAsync();
        for (var address = 2; address < 10; address++)
        {
            await DawdleAsync(server, $"127.0.0.{address}", count: 4, slow => SendHeadersAsync(slow, path));
        }

        await IsServedAsync(client);

        Assert.Equal(32, _slow.Count);
        foreach (var slow in _slow)
        {
            Assert.Equal(HttpStatusCode.RequestTimeout, await slow.ReadStatusAsync());
        }

        NothingWentWrong();
    }

    [Fact]
    public async Task Of_one_address_only_so_many_bodies_are_waited_for()
    {
        var server = await StartWithPlacesAsync(all: 8, signIns: 4, perAddress: 4);
        using var client = new Client(server, Channel.Body);
        await client.SignInAsync();
        await DawdleAsync(server, "127.0.0.2", count: 5, slow => SendHeadersAsync(slow, Refresh));

        // Whichever came last: it is told at once, while the others are waited for.
        var answers = _slow.ToDictionary(slow => slow.ReadStatusAsync());
        var first = await Task.WhenAny(answers.Keys).WaitAsync(Soon);

        Assert.Equal(HttpStatusCode.TooManyRequests, await first);
        Assert.Equal("1", await answers[first].ReadHeaderAsync("Retry-After"));
        await IsServedAsync(client);
        Assert.Equal(4, (await Task.WhenAll(answers.Keys)).Count(status => status == HttpStatusCode.RequestTimeout));
    }

    [Fact]
    public async Task In_all_only_so_many_bodies_are_waited_for_and_whoever_is_quick_is_served_all_the_same()
    {
        var server = await StartWithPlacesAsync(all: 4, signIns: 3, perAddress: 3);
        using var client = new Client(server, Channel.Body);
        await client.SignInAsync();
        for (var address = 2; address < 13; address++)
        {
            await DawdleAsync(server, $"127.0.0.{address}", count: 3, slow => SendHeadersAsync(slow, Refresh));
        }

        // 33 dawdle, and 8 times 4 are waited for.
        var statuses = await Task.WhenAll(_slow.Select(slow => slow.ReadStatusAsync()));

        Assert.Single(statuses, HttpStatusCode.ServiceUnavailable);
        Assert.Equal(32, statuses.Count(status => status == HttpStatusCode.RequestTimeout));
        await IsServedAsync(client);
    }

    [Fact]
    public async Task Headers_that_do_not_come_take_no_place_and_are_given_up()
    {
        var server = await StartAsync(
            kestrel => kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(1),
            ("Limits:MaxConcurrent", "8"), ("Limits:MaxConcurrentSignIns", "4"));
        using var client = new Client(server, Channel.Body);
        await client.SignInAsync();
        const string Head = $"POST {Refresh} HTTP/1.1\r\nHost: localhost\r\nX-";
        await DawdleAsync(server, "127.0.0.2", count: 200, slow => slow.SendAsync(Head));

        await IsServedAsync(client);

        await Eventually.HoldsAsync(() => Task.FromResult(server.Get<ConnectionGate>().Open <= 1));
        Assert.Equal(HttpStatusCode.RequestTimeout, await _slow[0].ReadStatusAsync());
    }

    [Fact]
    public async Task Idle_connections_of_one_address_leave_room_for_the_others()
    {
        var server = await StartAsync(("Limits:MaxConnections", "40"));
        await DawdleAsync(server, "127.0.0.2", count: 60, _ => Task.CompletedTask);
        await Eventually.HoldsAsync(() => Task.FromResult(_slow.Count(slow => slow.IsClosed) == 50));

        using var client = new Client(server, Channel.Body);
        Expect.Served(await client.SignInAsync(), Channel.Body);
        await IsServedAsync(client);

        Assert.Equal(10, _slow.Count(slow => !slow.IsClosed));
        Assert.Equal(50, server.Get<TurnedAway>().Connections);
    }

    [Fact]
    public async Task Connections_are_bounded_in_all_and_a_closed_one_makes_room()
    {
        var server = await StartAsync(
            ("Limits:MaxConnections", "4"), ("Proxies:Trusted", "127.0.0.2"));
        await DawdleAsync(server, "127.0.0.2", count: 4, _ => Task.CompletedTask);
        await Eventually.HoldsAsync(() => Task.FromResult(server.Get<ConnectionGate>().Open == 4));
        using var client = new Client(server, Channel.Body);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.SignInAsync());

        _slow[0].Dispose();
        await Eventually.HoldsAsync(() => Task.FromResult(server.Get<ConnectionGate>().Open == 3));

        Expect.Served(await client.SignInAsync(), Channel.Body);
    }

    [Fact]
    public async Task A_trusted_proxy_opens_connections_for_everybody()
    {
        var server = await StartAsync(("Limits:MaxConnections", "40"), ("Proxies:Trusted", "127.0.0.2"));

        await DawdleAsync(server, "127.0.0.2", count: 30, _ => Task.CompletedTask);

        await Eventually.HoldsAsync(() => Task.FromResult(server.Get<ConnectionGate>().Open == 30));
        Assert.DoesNotContain(_slow, slow => slow.IsClosed);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_body_that_comes_in_parts_is_read_as_a_whole(bool isChunked)
    {
        var server = await StartAsync();
        using var client = new Client(server, Channel.Body);
        const string Body = $$"""{"username":"{{The.User}}","password":"{{The.Password}}","mode":"body"}""";
        using var slow = await RawConnection.OpenAsync(server);
        await slow.SendAsync(
            "POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + (isChunked ? "Transfer-Encoding: chunked\r\n\r\n" : $"Content-Length: {Body.Length}\r\n\r\n"));
        foreach (var part in Body.Chunk(20).Select(part => new string(part)))
        {
            // Somebody else's round trip: the part before has arrived by itself.
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live")).Status);
            await slow.SendAsync(isChunked ? $"{part.Length:x}\r\n{part}\r\n" : part);
        }

        await slow.SendAsync(isChunked ? "0\r\n\r\n" : string.Empty);

        Assert.Equal(HttpStatusCode.OK, await slow.ReadStatusAsync());
    }

    [Theory]
    [InlineData("Content-Length: 16385\r\n\r\n", 1)]
    [InlineData("Content-Length: 2000000000\r\n\r\n", 1)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nffffff\r\n", RequestBody.MaxLength + 1)]
    public async Task A_body_that_is_too_large_is_not_waited_for(string head, int sent)
    {
        var server = await StartAsync();
        using var slow = await RawConnection.OpenAsync(server);
        var started = Stopwatch.GetTimestamp();

        await slow.SendAsync(
            $"POST {Refresh} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{head}"
            + new string('x', sent));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await slow.ReadStatusAsync());
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, Soon);
    }

    [Fact]
    public async Task A_client_that_is_gone_in_the_middle_of_its_body_is_no_fault_of_the_server()
    {
        var server = await StartAsync();
        for (var round = 0; round < 10; round++)
        {
            await DawdleAsync(server, "127.0.0.1", count: 1, slow => SendHeadersAsync(slow, Refresh));
        }

        _slow.ForEach(slow => slow.Reset());

        await Eventually.HoldsAsync(() => Task.FromResult(server.Get<ConnectionGate>().Open == 0));
        NothingWentWrong();
    }

    /// <summary>The figures that the documentation gives.</summary>
    [Fact]
    public async Task The_web_server_has_the_limits_that_are_documented()
    {
        var server = await StartAsync();
        var limits = server.Get<IOptions<KestrelServerOptions>>().Value.Limits;

        Assert.Equal(
            (TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(130)),
            (limits.RequestHeadersTimeout, limits.KeepAliveTimeout));
        Assert.Equal(
            (8192, 32_768, 100, 32_768L, 65_536L),
            (limits.MaxRequestLineSize, limits.MaxRequestHeadersTotalSize, limits.MaxRequestHeaderCount,
                limits.MaxRequestBodySize, limits.MaxRequestBufferSize));
        Assert.Equal(
            (240d, TimeSpan.FromSeconds(5), 240d, TimeSpan.FromSeconds(5)),
            (limits.MinRequestBodyDataRate!.BytesPerSecond, limits.MinRequestBodyDataRate.GracePeriod,
                limits.MinResponseDataRate!.BytesPerSecond, limits.MinResponseDataRate.GracePeriod));
        Assert.Equal(
            (100, 131_072, 65_535),
            (limits.Http2.MaxStreamsPerConnection, limits.Http2.InitialConnectionWindowSize,
                limits.Http2.InitialStreamWindowSize));
    }

    private static Task SendHeadersAsync(RawConnection slow, string path) => slow.SendHeadersAsync(
        path, Length, path == "/oauth/revoke" ? "application/x-www-form-urlencoded" : "application/json");

    private static async Task IsServedAsync(Client client)
    {
        Expect.Served(await client.RefreshAsync().WaitAsync(Soon), Channel.Body);
        Expect.Served(await client.SignInAsync().WaitAsync(Soon), Channel.Body);
    }

    private async Task DawdleAsync(RunningServer server, string from, int count, Func<RawConnection, Task> begin)
    {
        for (var connection = 0; connection < count; connection++)
        {
            var slow = await RawConnection.OpenAsync(server, from);
            _slow.Add(slow);
            await begin(slow);
        }
    }

    private void NothingWentWrong() =>
        Assert.DoesNotContain(_log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));

    private Task<RunningServer> StartWithPlacesAsync(int all, int signIns, int perAddress) => StartAsync(
        ("Limits:MaxConcurrent", $"{all}"), ("Limits:MaxConcurrentSignIns", $"{signIns}"),
        ("Limits:MaxConcurrentPerAddress", $"{perAddress}"));

    private Task<RunningServer> StartAsync(params (string Key, string Value)[] settings) =>
        StartAsync(_ => { }, settings);

    private async Task<RunningServer> StartAsync(
        Action<KestrelServerOptions> kestrel, params (string Key, string Value)[] settings) =>
        _server = await RunningServer.StartAsync(new ServerSetup
        {
            Log = _log,
            Services = services => services.PostConfigure(kestrel),
        }.RaiseLimits(settings));
}
