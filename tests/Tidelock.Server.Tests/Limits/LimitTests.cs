using System.Net;
using Tidelock.Server.Limits;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Sessions;

namespace Tidelock.Server.Tests.Limits;

public sealed class LimitTests
{
    private static readonly Rate ThreeAMinute = new(3, TimeSpan.FromMinutes(1));

    [Fact]
    public async Task The_eleventh_rotation_in_a_minute_is_refused_and_uses_up_nothing()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = new Client(server);
        await client.SignInAsync();
        for (var rotation = 0; rotation < 10; rotation++)
        {
            Expect.Served(await client.RefreshAsync(), Channel.Cookie);
        }

        var limited = await client.RefreshAsync();

        Expect.Refused(limited, HttpStatusCode.TooManyRequests, "rate-limited");
        Assert.Equal("6", limited.Header("Retry-After"));
        Assert.Equal(10, (await server.SessionOfAsync(client.RefreshToken!)).Generation.Value);
        server.Clock.Advance(TimeSpan.FromSeconds(6));
        Expect.Served(await client.RefreshAsync(), Channel.Cookie);
    }

    [Fact]
    public async Task Replays_are_counted_apart_from_rotations()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = new Client(server);
        await client.SignInAsync();
        var token = client.RefreshToken!;
        await client.RefreshAndLoseAnswerAsync(token);
        for (var replay = 0; replay < 120; replay++)
        {
            Expect.Served(await client.RefreshAndLoseAnswerAsync(token), Channel.Cookie);
        }

        Expect.Refused(
            await client.RefreshAndLoseAnswerAsync(token), HttpStatusCode.TooManyRequests, "rate-limited");
    }

    [Fact]
    public async Task Guessing_from_elsewhere_never_locks_a_user_out_of_a_known_device()
    {
        await using var server = await RunningServer.StartAsync();
        using var known = new Client(server);
        await known.SignInAsync();
        using var guesser = new Client(server, from: "127.0.0.2");
        for (var guess = 0; guess < 10; guess++)
        {
            Expect.Refused(
                await guesser.SignInAsync(password: $"guess {guess}"), HttpStatusCode.Unauthorized,
                "invalid-credentials");
        }

        Expect.Refused(await guesser.SignInAsync(), HttpStatusCode.TooManyRequests, "rate-limited");
        using var stranger = new Client(server);
        Expect.Refused(await stranger.SignInAsync(), HttpStatusCode.TooManyRequests, "rate-limited");
        Expect.Served(await known.SignInAsync(), Channel.Cookie);
    }

    [Fact]
    public async Task A_name_that_nobody_has_is_limited_like_any_other()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = new Client(server);
        for (var guess = 0; guess < 10; guess++)
        {
            await client.SignInAsync("nobody");
        }

        Expect.Refused(await client.SignInAsync("nobody"), HttpStatusCode.TooManyRequests, "rate-limited");
    }

    [Fact]
    public async Task Sign_ins_are_limited_by_address()
    {
        await using var server = await RunningServer.StartAsync(ServerSetup.With(("Limits:SignInsPerAddress", "3")));
        using var client = new Client(server);
        for (var signIn = 0; signIn < 3; signIn++)
        {
            await client.SignInAsync($"user{signIn}");
        }

        Expect.Refused(await client.SignInAsync(), HttpStatusCode.TooManyRequests, "rate-limited");
        using var elsewhere = new Client(server, from: "127.0.0.2");
        Expect.Served(await elsewhere.SignInAsync(), Channel.Cookie);
    }

    [Fact]
    public async Task Changes_of_password_count_as_sign_ins_of_their_address()
    {
        await using var server = await RunningServer.StartAsync(ServerSetup.With(("Limits:SignInsPerAddress", "2")));
        using var client = new Client(server);
        await client.SignInAsync();
        Expect.Served(await client.ChangePasswordAsync(The.Password, "a long tide of words"), Channel.Cookie);

        Expect.Refused(
            await client.ChangePasswordAsync("a long tide of words", "another tide of words"),
            HttpStatusCode.TooManyRequests, "rate-limited");
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        Expect.Served(
            await client.ChangePasswordAsync("a long tide of words", "another tide of words"), Channel.Cookie);
    }

    [Fact]
    public async Task A_forwarded_address_counts_only_from_a_configured_proxy()
    {
        await using var server = await RunningServer.StartAsync(ServerSetup.With(("Proxies:Trusted", "127.0.0.2")));
        foreach (var (from, expected) in new[] { ("127.0.0.1", "127.0.0.1"), ("127.0.0.2", "203.0.113.9") })
        {
            using var client = new Client(server, Channel.Body, from: from);
            await client.SignInAsync();
            using var request = client.Request(HttpMethod.Post, "/api/v1/auth/refresh");
            request.Headers.Add("X-Forwarded-For", "203.0.113.9");
            request.Content = new StringContent(
                $$"""{"refreshToken":"{{client.RefreshToken}}"}""", null, "application/json");
            client.Keep(await client.SendAsync(request));

            Assert.Equal(expected, (await server.SessionOfAsync(client.RefreshToken!)).Address);
        }
    }

    [Fact]
    public async Task A_full_server_turns_away_before_any_token_is_used_up()
    {
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        StoreThatWaits? store = null;
        await using var server = await RunningServer.StartAsync(new ServerSetup
        {
            Settings =
            {
                ["Tidelock:Limits:MaxConcurrent"] = "4",
                ["Tidelock:Limits:MaxConcurrentSignIns"] = "1",
                ["Tidelock:Limits:MaxConcurrentPerAddress"] = "2",
            },
            Sessions = inner => store = new StoreThatWaits(inner, stop.Task),
        });
        using var client = new Client(server, Channel.Body);
        await client.SignInAsync();
        var token = client.RefreshToken!;
        using var second = client.Copy(from: "127.0.0.2");
        using var third = client.Copy(from: "127.0.0.3");
        third.AccessToken = client.AccessToken;
        List<Task<Reply>> waiting =
        [
            client.RefreshAndLoseAnswerAsync(token), client.RefreshAndLoseAnswerAsync(token),
            second.RefreshAndLoseAnswerAsync(token), second.RefreshAndLoseAnswerAsync(token),
        ];
        await Eventually.HoldsAsync(() => Task.FromResult(store!.Waiting == 4));

        var turnedAway = await third.GetAsync("/api/v1/auth/me");

        Expect.Refused(turnedAway, HttpStatusCode.ServiceUnavailable, "overloaded");
        Assert.NotNull(turnedAway.Header("Retry-After"));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live")).Status);
        stop.SetResult();
        Assert.All(await Task.WhenAll(waiting), reply => Expect.Served(reply, Channel.Body));
    }

    [Fact]
    public void An_allowance_refills_evenly()
    {
        var clock = new ManualClock();
        var allowance = new KeyedAllowance<int>(ThreeAMinute, 100, clock);
        Assert.True(allowance.TryTake(1) && allowance.TryTake(1) && allowance.TryTake(1));
        Assert.False(allowance.TryTake(1));
        Assert.True(allowance.TryTake(2));
        Assert.Equal(TimeSpan.FromSeconds(20), allowance.Wait(1));

        clock.Advance(TimeSpan.FromSeconds(20));

        Assert.True(allowance.TryTake(1));
        Assert.False(allowance.TryTake(1));
        allowance.GiveBack(1);
        Assert.True(allowance.TryTake(1));
    }

    [Fact]
    public void However_many_keys_come_memory_stays_bounded()
    {
        var allowance = new KeyedAllowance<int>(ThreeAMinute, maxKeys: 160, new ManualClock());
        for (var key = 0; key < 10_000; key++)
        {
            allowance.TryTake(key);
        }

        Assert.InRange(allowance.Count, 1, 160);
    }
}
