using System.Net;
using Tidelock.Events;
using Tidelock.Server.Administration;
using Tidelock.Sessions;
using Tidelock.Users;

namespace Tidelock.Server.Tests.Hosting;

/// <summary>The time of day is set forward by mistake, and back again.</summary>
public sealed class ClockTests
{
    private static readonly TimeSpan SixHours = TimeSpan.FromHours(6);

    [Fact]
    public async Task Limits_count_the_time_that_passes_and_not_the_time_of_day()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = new Client(server);
        await client.SignInAsync();
        server.Clock.Set(SixHours);
        while ((await client.RefreshAsync()).Status != HttpStatusCode.TooManyRequests)
        {
        }

        server.Clock.Set(-SixHours);

        Expect.Refused(await client.RefreshAsync(), HttpStatusCode.TooManyRequests, "rate-limited");
        server.Clock.Advance(TimeSpan.FromSeconds(6));
        Expect.Served(await client.RefreshAsync(), Channel.Cookie);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_client_goes_on_when_the_clock_is_set_back_to_before_the_start(bool bound)
    {
        await using var server = await RunningServer.StartAsync();
        using var client = new Client(server, Channel.Body, bound);
        await client.SignInAsync();
        Expect.Served(await client.RefreshAsync(), Channel.Body);

        server.Clock.Set(-SixHours);

        var reply = await client.RefreshAsync();
        if (reply.Header("DPoP-Nonce") is { } nonce)
        {
            client.Nonce = nonce;
            reply = await client.RefreshAsync();
        }

        Expect.Served(reply, Channel.Body);
    }

    [Fact]
    public async Task An_export_holds_what_happened_before_the_clock_was_set_back()
    {
        await using var server = await RunningServer.StartAsync();
        await server.AddUserAsync("root", The.Password, User.AdministratorRole);
        server.Clock.Set(SixHours);
        using var client = new Client(server);
        await client.SignInAsync();
        server.Clock.Set(-SixHours);
        using var root = new Client(server, Channel.Body);
        await root.SignInAsync("root");

        var export = await root.GetAsync($"{AdministrationModule.Prefix}/audit/export?kind=session.started");

        Assert.Equal(2, export.Text.Split(EventCatalogue.SessionStarted.Name).Length - 1);
    }
}
