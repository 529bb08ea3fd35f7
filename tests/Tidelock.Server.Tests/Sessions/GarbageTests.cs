using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Tidelock.Server.Sessions;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Sessions;

namespace Tidelock.Server.Tests.Sessions;

/// <summary>Tokens that are none: refused before any store is asked.</summary>
public sealed class GarbageTests
{
    /// <summary>Through the endpoint, in this process: request, limits, tag check, answer.</summary>
    private const int InProcess = 1_000_000;

    private const int OverHttp = 2_000;

    /// <summary>Over kept connections, by each channel: a million in all in the long form.</summary>
    private static readonly int OverConnections = LongForm.IsAsked ? 500_000 : 10_000;

    private const int Connections = 4;

    [Fact]
    public async Task A_million_bad_tokens_never_reach_the_store()
    {
        CountingSessionStore? store = null;
        await using var server = await StartAsync(counting => store = counting);
        using var client = new Client(server, Channel.Body);
        await client.SignInAsync();
        var spoiler = await TokenSpoiler.OfAsync(client.RefreshToken!);
        var endpoint = server.Get<RefreshEndpoint>();
        var before = store!.Calls;

        var others = 0;
        await Parallel.ForAsync(0, InProcess, async (index, _) =>
        {
            if (await PresentAsync(server, endpoint, spoiler.Spoil(index)) != StatusCodes.Status401Unauthorized)
            {
                Interlocked.Increment(ref others);
            }
        });

        Assert.Equal(0, others);
        Assert.Equal(before, store.Calls);
        Expect.Served(await client.RefreshAsync(), Channel.Body);
    }

    [Theory, InlineData(Channel.Cookie), InlineData(Channel.Body)]
    public async Task Bad_tokens_over_HTTP_are_all_refused_alike(Channel channel)
    {
        CountingSessionStore? store = null;
        await using var server = await StartAsync(counting => store = counting);
        using var client = new Client(server, channel);
        await client.SignInAsync();
        var spoiler = await TokenSpoiler.OfAsync(client.RefreshToken!);
        var before = store!.Calls;
        for (var index = 0; index < OverHttp; index++)
        {
            Expect.SignInRequired(
                await client.RefreshAndLoseAnswerAsync(spoiler.Spoil(index)),
                "invalid_token");
        }

        Assert.Equal(before, store.Calls);
    }

    [Theory, InlineData(Channel.Cookie), InlineData(Channel.Body)]
    public async Task Bad_tokens_over_kept_connections_never_reach_the_store(Channel channel)
    {
        CountingSessionStore? store = null;
        await using var server = await StartAsync(counting => store = counting);
        using var client = new Client(server, channel);
        await client.SignInAsync();
        var spoiler = await TokenSpoiler.OfAsync(client.RefreshToken!);
        var before = store!.Calls;
        var flood = new Flood(server.Url, channel, Connections);
        var started = TimeProvider.System.GetTimestamp();
        var answers = await flood.PresentAsync(OverConnections, spoiler.Spoil);

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{OverConnections} bad tokens by {channel} over {flood.Opened} connections in "
            + $"{TimeProvider.System.GetElapsedTime(started).TotalSeconds:F1} s");
        Assert.Equal(new Dictionary<string, int> { ["401 invalid_token"] = OverConnections }, answers);
        Assert.InRange(flood.Opened, 1, Connections);
        Assert.Equal(before, store.Calls);
        Expect.Served(await client.RefreshAsync(), channel);
    }

    private static Task<RunningServer> StartAsync(Action<CountingSessionStore> keep) => RunningServer.StartAsync(
        new ServerSetup
        {
            Sessions = inner =>
            {
                var counting = new CountingSessionStore(inner);
                keep(counting);
                return counting;
            },
            Settings = { ["Tidelock:Limits:RefusalsPerMinute"] = "100000000" },
            Level = LogLevel.Warning,
        });

    private static async Task<int> PresentAsync(RunningServer server, RefreshEndpoint endpoint, string token)
    {
        var http = new DefaultHttpContext { RequestServices = server.Get<IServiceProvider>() };
        var body = Encoding.UTF8.GetBytes($$"""{"refreshToken":"{{token}}"}""");
        http.Request.Method = "POST";
        http.Request.ContentType = "application/json";
        http.Request.ContentLength = body.Length;
        http.Request.Body = new MemoryStream(body);
        http.Connection.RemoteIpAddress = IPAddress.Loopback;
        await endpoint.HandleAsync(http);
        return http.Response.StatusCode;
    }
}
