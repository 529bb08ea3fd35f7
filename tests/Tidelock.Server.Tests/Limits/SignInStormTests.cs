using System.Collections.Concurrent;
using System.Net;
using Tidelock.Server.Limits;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Sessions;

namespace Tidelock.Server.Tests.Limits;

/// <summary>A storm of sign-ins, at the real cost of a password, while people who are signed in renew.</summary>
public sealed class SignInStormTests : IAsyncLifetime
{
    private const int Stormers = 24;
    private const int Addresses = 6;
    private const int People = 5;
    private const int Renewals = 8;

    /// <summary>For one renewal, with the processors full of password checks.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(4);

    private readonly CancellationTokenSource _calm = new();
    private readonly ConcurrentQueue<Reply> _signIns = new();
    private RunningServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await RunningServer.StartAsync(
        new ServerSetup { CheapPasswords = false }.RaiseLimits(
            ("Passwords:Threads", "1"), ("Limits:MaxConcurrent", "16"), ("Limits:MaxConcurrentSignIns", "4"),
            ("Limits:MaxConcurrentPerAddress", "12")));

    public async ValueTask DisposeAsync()
    {
        _calm.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Everybody_who_is_signed_in_renews_while_sign_ins_are_told_to_come_back()
    {
        var people = await SignPeopleInAsync();
        var storm = Enumerable.Range(0, Stormers).Select(StormAsync).ToList();
        await Eventually.HoldsAsync(() => Task.FromResult(_server.Get<TurnedAway>().ForWantOfPlaces > 0));

        await Task.WhenAll(people.Select(RenewAsync));
        await _calm.CancelAsync();
        await Task.WhenAll(storm);

        Assert.Contains(_signIns, reply => reply.Problem == "invalid-credentials");
        var turnedAway = _signIns.Where(reply => reply.Status == HttpStatusCode.ServiceUnavailable).ToList();
        Assert.NotEmpty(turnedAway);
        Assert.All(turnedAway, reply =>
        {
            Expect.Refused(reply, HttpStatusCode.ServiceUnavailable, "overloaded");
            Assert.Equal("1", reply.Header("Retry-After"));
        });
        people.ForEach(person => person.Dispose());
    }

    [Fact]
    public async Task A_sign_in_that_is_turned_away_leaves_the_session_that_it_would_have_replaced()
    {
        using var browser = new Client(_server);
        await browser.SignInAsync();
        var storm = Enumerable.Range(0, Stormers).Select(StormAsync).ToList();
        Session? before = null;
        Reply? turnedAway = null;
        await Eventually.HoldsAsync(async () =>
        {
            before = await _server.SessionOfAsync(browser.RefreshToken!);
            turnedAway = await browser.SignInAsync();
            return turnedAway.Status == HttpStatusCode.ServiceUnavailable;
        });

        await _calm.CancelAsync();
        await Task.WhenAll(storm);

        Expect.Refused(turnedAway!, HttpStatusCode.ServiceUnavailable, "overloaded");
        Assert.Equal(before, await _server.SessionOfAsync(browser.RefreshToken!));
        Expect.Served(await browser.RefreshAsync(), Channel.Cookie);
    }

    [Fact]
    public async Task A_rush_from_one_address_leaves_room_for_the_sign_ins_of_others()
    {
        using var hasty = new Client(_server, Channel.Body, from: "127.0.0.2");
        var rush = Enumerable.Range(0, Stormers).Select(_ => hasty.SignInAsync(password: "wrong")).ToList();
        await Eventually.HoldsAsync(() => Task.FromResult(_server.Get<TurnedAway>().ByAddress > 0));

        using var other = new Client(_server, Channel.Body);
        Expect.Served(await other.SignInAsync(), Channel.Body);

        var replies = await Task.WhenAll(rush);
        Assert.All(
            replies, reply => Assert.Contains(reply.Problem, new[] { "invalid-credentials", "rate-limited" }));
        Assert.Contains(replies, reply => reply.Problem == "rate-limited");
    }

    private async Task<List<Client>> SignPeopleInAsync()
    {
        var people = new List<Client>();
        for (var person = 0; person < People; person++)
        {
            people.Add(new(_server, Channel.Body));
            Expect.Served(await people[^1].SignInAsync(), Channel.Body);
        }

        return people;
    }

    /// <summary>Each renewal is served at once, and none of them twice: the generation counts them.</summary>
    private async Task RenewAsync(Client person)
    {
        for (var renewal = 1; renewal <= Renewals; renewal++)
        {
            Expect.Served(await person.RefreshAsync().WaitAsync(Soon), Channel.Body);
            Assert.Equal(renewal, _server.GenerationOf(person.RefreshToken!));
        }
    }

    private async Task StormAsync(int number)
    {
        using var stormer = new Client(_server, Channel.Body, from: $"127.0.0.{2 + (number % Addresses)}");
        while (!_calm.IsCancellationRequested)
        {
            _signIns.Enqueue(await stormer.SignInAsync($"nobody{number}", "wrong"));
        }
    }
}
