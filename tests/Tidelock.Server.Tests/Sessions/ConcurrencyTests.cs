using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Tidelock.Server.Administration;
using Tidelock.Server.Sessions;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Sessions;
using Tidelock.Users;

namespace Tidelock.Server.Tests.Sessions;

public sealed class ConcurrencyTests
{
    private const int Parallel = 64;
    private const int Rounds = 200;
    private const int RefreshesPerRound = 4;
    private const string Operator = "root";

    [Theory]
    [InlineData(Channel.Cookie, false)]
    [InlineData(Channel.Cookie, true)]
    [InlineData(Channel.Body, false)]
    [InlineData(Channel.Body, true)]
    public async Task Parallel_refreshes_of_one_token_make_one_rotation(Channel channel, bool bound)
    {
        await using var server = await RunningServer.StartAsync(ServerSetup.WithoutLimits());
        using var client = new Client(server, channel, bound);
        await client.SignInAsync();
        var token = client.RefreshToken!;

        var replies = await Task.WhenAll(
            Enumerable.Range(0, Parallel).Select(_ => client.RefreshAndLoseAnswerAsync(token)));

        Assert.All(replies, reply => Expect.Served(reply, channel));
        Assert.Single(replies.Select(reply => TokenIn(reply, channel)).Distinct());
        Assert.Equal(1, (await server.SessionOfAsync(token)).Generation.Value);
        Assert.Equal(0, server.Get<SessionFlights>().Count);
    }

    [Fact]
    public async Task A_sign_out_wins_over_refreshes_in_flight_and_its_cookie_is_the_last()
    {
        var answers = new AnswerOrder();
        await using var server = await RunningServer.StartAsync(
            new ServerSetup { Middleware = answers.Watch }.RaiseLimits());
        using var client = new Client(server);
        for (var round = 0; round < Rounds; round++)
        {
            answers.Clear();
            await client.SignInAsync();
            var token = client.RefreshToken!;
            var refreshes = Refreshes(client, token);
            var signOut = await client.SignOutAsync(token);
            var replies = await Task.WhenAll(refreshes);

            Assert.Equal(HttpStatusCode.NoContent, signOut.Status);
            Assert.True(signOut.SetCookies.Single(cookie => cookie.Name == The.Cookie).IsCleared);
            answers.NothingIssuedAfter("/api/v1/auth/logout");
            await NothingSurvivesAsync(server, client, token, replies, "signed_out");
        }
    }

    [Fact]
    public async Task An_operators_end_wins_over_refreshes_in_flight()
    {
        await using var server = await RunningServer.StartAsync(ServerSetup.WithoutLimits());
        await server.AddUserAsync(Operator, The.Password, User.AdministratorRole);
        using var administrator = new Client(server, Channel.Body);
        await administrator.SignInAsync(Operator);
        using var client = new Client(server);
        for (var round = 0; round < Rounds; round++)
        {
            await client.SignInAsync();
            var token = client.RefreshToken!;
            var id = (await server.SessionOfAsync(token)).Id;
            var refreshes = Refreshes(client, token);
            var ended = await administrator.DeleteAsync($"{AdministrationModule.Prefix}/sessions/{id}");
            Assert.Equal(HttpStatusCode.NoContent, ended.Status);
            var replies = await Task.WhenAll(refreshes);

            await NothingSurvivesAsync(server, client, token, replies, "ended_by_operator");
        }
    }

    [Fact]
    public async Task A_session_that_makes_room_for_another_is_not_resurrected()
    {
        await using var server = await RunningServer.StartAsync(
            ServerSetup.WithoutLimits(("Sessions:MaxPerUser", "1")));
        for (var round = 0; round < Rounds; round++)
        {
            using var client = new Client(server, Channel.Body);
            using var other = new Client(server, Channel.Body) { InstanceId = $"another-instance-{round:D4}" };
            await client.SignInAsync();
            var token = client.RefreshToken!;
            var refreshes = Refreshes(client, token);
            Expect.Served(await other.SignInAsync(), Channel.Body);
            var replies = await Task.WhenAll(refreshes);

            await NothingSurvivesAsync(server, client, token, replies, "session_limit");
            Expect.Served(await other.RefreshAsync(), Channel.Body);
        }
    }

    [Fact]
    public async Task A_sign_in_ends_the_session_whose_cookie_it_replaces()
    {
        await using var server = await RunningServer.StartAsync(ServerSetup.WithoutLimits());
        await server.AddUserAsync(The.OtherUser, The.Password);
        using var browser = new Client(server);
        await browser.SignInAsync();
        var replaced = browser.RefreshToken!;

        Expect.Served(await browser.SignInAsync(The.OtherUser), Channel.Cookie);

        Assert.Equal(EndReason.ReplacedBySignIn, (await server.SessionOfAsync(replaced)).EndReason);
        Expect.SignInRequired(await browser.RefreshAsync(replaced), "replaced_by_sign_in");
    }

    private static List<Task<Reply>> Refreshes(Client client, string token) =>
        [.. Enumerable.Range(0, RefreshesPerRound).Select(_ => client.RefreshAndLoseAnswerAsync(token))];

    private static async Task NothingSurvivesAsync(
        RunningServer server, Client client, string token, IReadOnlyList<Reply> replies, string reason)
    {
        Assert.Equal(reason, (await server.SessionOfAsync(token)).EndReason?.Name);
        var issued = replies.Select(reply => TokenIn(reply, client.Channel)).OfType<string>();
        foreach (var survivor in issued.Append(token).Distinct())
        {
            Expect.SignInRequired(await client.RefreshAndLoseAnswerAsync(survivor), reason);
        }

        foreach (var access in replies.Select(reply => reply.Json?["accessToken"]?.GetValue<string>()).OfType<string>())
        {
            client.AccessToken = access;
            Expect.SignInRequired(await client.GetAsync("/api/v1/auth/me"), reason);
        }

        client.AccessToken = null;
    }

    private static string? TokenIn(Reply reply, Channel channel) =>
        channel == Channel.Body ? reply.Json?["refreshToken"]?.GetValue<string>() : reply.RefreshCookie;

    /// <summary>The order in which answers left the server.</summary>
    private sealed class AnswerOrder
    {
        private readonly ConcurrentQueue<(string Path, bool Issues)> _answers = new();

        internal void Clear() => _answers.Clear();

        internal void Watch(WebApplication app) => app.Use((http, next) =>
        {
            http.Response.OnStarting(() =>
            {
                var issues = http.Response.Headers.SetCookie.ToString()
                    .Contains("tlr_", StringComparison.Ordinal);
                _answers.Enqueue((http.Request.Path.Value!, issues));
                return Task.CompletedTask;
            });
            return next(http);
        });

        internal void NothingIssuedAfter(string path) =>
            Assert.DoesNotContain(_answers.SkipWhile(answer => answer.Path != path), answer => answer.Issues);
    }
}
