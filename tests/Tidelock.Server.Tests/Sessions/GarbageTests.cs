using System.Buffers.Text;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
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

    [Fact]
    public async Task A_million_bad_tokens_never_reach_the_store()
    {
        CountingSessionStore? store = null;
        await using var server = await StartAsync(counting => store = counting);
        using var client = new Client(server, Channel.Body);
        await client.SignInAsync();
        var spoiler = new TokenSpoiler(client.RefreshToken!, await TokenOfAnotherServerAsync());
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
        var spoiler = new TokenSpoiler(client.RefreshToken!, await TokenOfAnotherServerAsync());
        var before = store!.Calls;
        for (var index = 0; index < OverHttp; index++)
        {
            Expect.SignInRequired(
                await client.RefreshAndLoseAnswerAsync(spoiler.Spoil(index)),
                "invalid_token");
        }

        Assert.Equal(before, store.Calls);
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
        });

    /// <summary>Well formed, and tagged by a key that is foreign here.</summary>
    private static async Task<string> TokenOfAnotherServerAsync()
    {
        await using var other = await RunningServer.StartAsync();
        using var client = new Client(other, Channel.Body);
        await client.SignInAsync();
        return client.RefreshToken!;
    }

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

    /// <summary>Makes a token wrong in one of the ways there are; the same index gives the same token.</summary>
    private sealed class TokenSpoiler(string good, string foreign)
    {
        private const int Ways = 6;

        internal string Spoil(int index)
        {
            var at = 4 + (index / Ways % (good.Length - 4));
            return (index % Ways) switch
            {
                0 => Flip(index / Ways),
                1 => good[..at],
                2 => good.Insert(at, "A"),
                3 => good.Remove(at, 1) + "-",
                4 => foreign,
                _ => $"garbage-{index}",
            };
        }

        /// <summary>Each of the 312 bits in turn, then pairs of them.</summary>
        private string Flip(int number)
        {
            var bytes = Base64Url.DecodeFromChars(good.AsSpan(4));
            var bits = bytes.Length * 8;
            var first = number % bits;
            bytes[first / 8] ^= (byte)(1 << (first % 8));
            var second = number / bits % bits;
            if (number >= bits && second != first)
            {
                bytes[second / 8] ^= (byte)(1 << (second % 8));
            }

            return "tlr_" + Base64Url.EncodeToString(bytes);
        }
    }
}
