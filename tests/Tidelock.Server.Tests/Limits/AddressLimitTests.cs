using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Tidelock.Server.Administration.Access;
using Tidelock.Server.Administration.Doctor;
using Tidelock.Server.Limits;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Sessions;

namespace Tidelock.Server.Tests.Limits;

/// <summary>One address has its part of the places, and leaves the rest to the others.</summary>
public sealed class AddressLimitTests
{
    private const string Busy = "127.0.0.2";
    private const string Other = "127.0.0.3";
    private const int Part = 2;

    private readonly TaskCompletionSource _letGo = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StoreThatWaits? _store;

    [Fact]
    public async Task An_address_at_its_limit_is_turned_away_and_the_others_are_served()
    {
        await using var server = await StartAsync();
        using var busy = new Client(server, Channel.Body, from: Busy);
        using var other = new Client(server, Channel.Body, from: Other);
        await busy.SignInAsync();
        await other.SignInAsync();
        var waiting = await FillAsync(busy);

        var turnedAway = await busy.GetAsync("/api/v1/auth/me");

        Expect.Refused(turnedAway, HttpStatusCode.TooManyRequests, "rate-limited");
        Assert.Equal("1", turnedAway.Header("Retry-After"));
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/api/v1/auth/me")).Status);
        Assert.Equal(HttpStatusCode.OK, (await busy.GetAsync("/health/live")).Status);
        _letGo.SetResult();
        Assert.All(await Task.WhenAll(waiting), reply => Expect.Served(reply, Channel.Body));
        Assert.Equal(HttpStatusCode.OK, (await busy.GetAsync("/api/v1/auth/me")).Status);
    }

    [Fact]
    public async Task A_refresh_that_is_turned_away_has_used_up_nothing()
    {
        await using var server = await StartAsync();
        using var busy = new Client(server, Channel.Body, from: Busy);
        using var victim = new Client(server, Channel.Body, from: Busy);
        await busy.SignInAsync();
        await victim.SignInAsync();
        var waiting = await FillAsync(busy);

        Expect.Refused(await victim.RefreshAsync(), HttpStatusCode.TooManyRequests, "rate-limited");

        Assert.Equal(0, (await server.SessionOfAsync(victim.RefreshToken!)).Generation.Value);
        _letGo.SetResult();
        await Task.WhenAll(waiting);
        Expect.Served(await victim.RefreshAsync(), Channel.Body);
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7", true)]
    [InlineData("203.0.113.7", "203.0.113.8", false)]
    [InlineData("203.0.113.7", "::ffff:203.0.113.7", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::1", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    public async Task Behind_a_trusted_proxy_each_network_has_its_own_part(string one, string next, bool isSame)
    {
        await using var server = await StartAsync(("Proxies:Trusted", Busy));
        using var proxy = new Client(server, Channel.Body, from: Busy);
        await proxy.SignInAsync();
        var waiting = await FillAsync(proxy, forwarded: one);

        var reply = await AskAsync(proxy, next);

        Assert.Equal(isSame ? HttpStatusCode.TooManyRequests : HttpStatusCode.OK, reply.Status);
        _letGo.SetResult();
        await Task.WhenAll(waiting);
    }

    [Fact]
    public async Task A_proxy_that_nobody_named_is_pointed_out_in_the_log_once_and_by_the_doctor()
    {
        var log = new CapturedLog();
        await using var server = await StartAsync(log);
        using var proxy = new Client(server, Channel.Body, from: Busy);
        await proxy.SignInAsync();
        var waiting = await FillAsync(proxy, forwarded: "203.0.113.7");

        for (var request = 0; request < 3; request++)
        {
            var reply = await AskAsync(proxy, $"203.0.113.{request}");
            Expect.Refused(reply, HttpStatusCode.TooManyRequests, "rate-limited");
        }

        var warning = Assert.Single(log.Lines, line => line.Contains("Proxies:Trusted", StringComparison.Ordinal));
        Assert.StartsWith("Warning 1302", warning, StringComparison.Ordinal);
        Assert.DoesNotContain(Busy, warning, StringComparison.Ordinal);
        var finding = LimitChecks.Run(server.Get<TurnedAway>());
        Assert.Equal(CheckView.Warning, finding.State);
        Assert.StartsWith("3 requests", finding.Finding, StringComparison.Ordinal);
        _letGo.SetResult();
        await Task.WhenAll(waiting);
    }

    [Fact]
    public async Task Without_a_proxy_the_log_says_that_an_address_had_enough_and_the_doctor_is_content()
    {
        var log = new CapturedLog();
        await using var server = await StartAsync(log);
        using var busy = new Client(server, Channel.Body, from: Busy);
        await busy.SignInAsync();
        var waiting = await FillAsync(busy);

        await busy.GetAsync("/api/v1/auth/me");
        await busy.GetAsync("/api/v1/auth/me");

        Assert.Single(log.Lines, line => line.StartsWith("Warning 1301", StringComparison.Ordinal));
        Assert.Equal(CheckView.Ok, LimitChecks.Run(server.Get<TurnedAway>()).State);
        server.Clock.Advance(TimeSpan.FromMinutes(10));
        await busy.GetAsync("/api/v1/auth/me");
        Assert.Equal(2, log.Lines.Count(line => line.StartsWith("Warning 1301", StringComparison.Ordinal)));
        _letGo.SetResult();
        await Task.WhenAll(waiting);
    }

    [Fact]
    public async Task The_operator_gets_in_by_the_socket_however_full_the_server_is()
    {
        await using var server = await StartAsync(new CapturedLog(), ListenBySocket);
        using var busy = new Client(server, Channel.Body, from: "127.0.0.1");
        await busy.SignInAsync();
        var waiting = await FillAsync(busy);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await busy.GetAsync("/api/v1/auth/me")).Status);

        using var socket = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var unix = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                var path = new DataDirectory(server.Directory).Socket;
                await unix.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
                return new NetworkStream(unix, ownsSocket: true);
            },
        });
        var answers = await Task.WhenAll(Enumerable.Range(0, 3 * Part).Select(
            _ => socket.GetAsync(new Uri("http://localhost/api/v1/admin/status"))));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        _letGo.SetResult();
        await Task.WhenAll(waiting);

        void ListenBySocket(IServiceCollection services) => services.PostConfigure<KestrelServerOptions>(kestrel =>
        {
            var directory = services.BuildServiceProvider().GetRequiredService<DataDirectory>();
            kestrel.ListenAdminSocket(directory.Socket);
            kestrel.Listen(IPAddress.Loopback, 0);
        });
    }

    [Fact]
    public async Task Of_one_address_only_a_part_may_wait_for_events_and_the_rest_is_answered_at_once()
    {
        await using var server = await StartAsync(("Limits:MaxWaiting", "4"));
        using var client = new Client(server, Channel.Body, from: Busy);
        using var other = new Client(server, Channel.Body, from: Other);
        await client.SignInAsync();
        await other.SignInAsync();
        var cursor = (await server.EventsAsync())[^1].Position;
        var path = $"/api/v1/auth/events?after={cursor}&wait=25";
        var first = client.GetAsync(path);
        await Eventually.HoldsAsync(() => Task.FromResult(server.Get<AdmissionControl>().Waiting == 1));

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(path)).Status);
        var elsewhere = other.GetAsync(path);
        await Eventually.HoldsAsync(() => Task.FromResult(server.Get<AdmissionControl>().Waiting == 2));

        Assert.False(first.IsCompleted || elsewhere.IsCompleted);
        await client.SignInAsync();
        await server.EventsAsync();
        Assert.All(
            await Task.WhenAll(first, elsewhere), reply => Assert.Equal(HttpStatusCode.OK, reply.Status));
    }

    [Theory, InlineData("0", HttpStatusCode.TooManyRequests), InlineData("1", HttpStatusCode.OK)]
    public async Task Who_may_not_wait_for_events_is_counted_like_the_others(string waiting, HttpStatusCode expected)
    {
        await using var server = await StartAsync(("Limits:MaxWaiting", waiting));
        using var busy = new Client(server, Channel.Body, from: Busy);
        await busy.SignInAsync();
        var refreshes = await FillAsync(busy);

        Assert.Equal(expected, (await busy.GetAsync("/api/v1/auth/events?after=0")).Status);
        _letGo.SetResult();
        await Task.WhenAll(refreshes);
    }

    [Theory]
    [InlineData(512, 64, 0, 128, 16, 5000)]
    [InlineData(512, 64, 256, 256, 32, 10_000)]
    [InlineData(512, 64, 511, 511, 63, 19_960)]
    [InlineData(4, 1, 0, 1, 1, 5000)]
    [InlineData(100_000, 99_999, 99_999, 99_999, 99_998, 19_999)]
    public void An_address_has_the_same_part_of_everything(
        int places, int signIns, int configured, int part, int partOfSignIns, int partOfConnections)
    {
        var options = new LimitsOptions
        {
            MaxConcurrent = places,
            MaxConcurrentSignIns = signIns,
            MaxConcurrentPerAddress = configured,
        };

        var policy = LimitPolicy.From(options, new());

        Assert.Equal(
            (part, partOfSignIns, partOfConnections),
            (policy.MaxConcurrentPerAddress, policy.MaxConcurrentSignInsPerAddress, policy.MaxConnectionsPerAddress));
    }

    [Fact]
    public void A_network_with_nothing_under_way_takes_no_memory()
    {
        var tally = new NetworkTally(limit: 2);
        for (var network = 0; network < 10_000; network++)
        {
            Assert.True(tally.TryEnter(new(network)) && tally.TryEnter(new(network)));
            Assert.False(tally.TryEnter(new(network)));
            tally.Leave(new(network));
            Assert.Equal(1, tally.Count);
            tally.Leave(new(network));
        }

        Assert.Equal(0, tally.Count);
    }

    /// <summary>Takes the whole part of the client's address by refreshes that wait.</summary>
    private async Task<List<Task<Reply>>> FillAsync(Client client, string? forwarded = null)
    {
        var waiting = Enumerable.Range(0, Part).Select(_ => RefreshAsync(client, forwarded)).ToList();
        await Eventually.HoldsAsync(() => Task.FromResult(_store!.Waiting == Part));
        return waiting;
    }

    private static async Task<Reply> RefreshAsync(Client client, string? forwarded)
    {
        using var request = client.Request(HttpMethod.Post, "/api/v1/auth/refresh");
        if (forwarded is not null)
        {
            request.Headers.Add("X-Forwarded-For", forwarded);
        }

        request.Content = new StringContent(
            $$"""{"refreshToken":"{{client.RefreshToken}}"}""", null, "application/json");
        return await client.SendAsync(request);
    }

    private static async Task<Reply> AskAsync(Client client, string forwarded)
    {
        using var request = client.Request(HttpMethod.Get, "/api/v1/auth/me");
        request.Headers.Add("X-Forwarded-For", forwarded);
        return await client.SendAsync(request);
    }

    private Task<RunningServer> StartAsync(params (string Key, string Value)[] settings) =>
        StartAsync(new CapturedLog(), services: null, settings);

    private Task<RunningServer> StartAsync(
        CapturedLog log, Action<IServiceCollection>? services = null, params (string Key, string Value)[] settings) =>
        RunningServer.StartAsync(new ServerSetup
        {
            Log = log,
            Services = services,
            Sessions = inner => _store = new StoreThatWaits(inner, _letGo.Task),
        }.RaiseLimits(
        [
            ("Limits:MaxConcurrent", $"{4 * Part}"), ("Limits:MaxConcurrentSignIns", "4"), .. settings,
        ]));
}
