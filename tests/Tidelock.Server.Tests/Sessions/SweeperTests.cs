using Tidelock.Events;
using Tidelock.Server.Sessions;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Sessions;

namespace Tidelock.Server.Tests.Sessions;

/// <summary>What is over goes by itself, however much of it there is.</summary>
public sealed class SweeperTests
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    [Fact]
    public async Task The_counts_of_refreshes_are_kept_as_long_as_activity()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = new Client(server, Channel.Body);
        await client.SignInAsync();
        var first = server.Clock.GetUtcNow();
        Expect.Served(await client.RefreshAsync(), Channel.Body);

        await SweepAsync(server, Kept);
        Assert.Single(await MinutesAsync(server, first));

        await SweepAsync(server, TimeSpan.FromHours(1));
        Assert.Empty(await MinutesAsync(server, first));
    }

    [Fact]
    public async Task Everything_that_is_too_old_goes_in_one_round()
    {
        const int Events = 12_000;
        await using var server = await RunningServer.StartAsync();
        await AppendAsync(server, Events);

        await SweepAsync(server, Kept + TimeSpan.FromHours(1));

        Assert.Empty(await server.Database.Events.ReadAsync(
            new() { Kinds = [EventCatalogue.TokenHeld], Limit = 1 }, CancellationToken.None));
    }

    private static async Task SweepAsync(RunningServer server, TimeSpan later)
    {
        server.Clock.Advance(later);
        await server.Get<Sweeper>().SweepAsync(CancellationToken.None);
    }

    private static async Task<IReadOnlyList<RefreshMinute>> MinutesAsync(RunningServer server, DateTimeOffset from) =>
        await server.Sessions.RefreshMinutesAsync(from, CancellationToken.None);

    /// <summary>Events of activity, sealed a thousand at once as the sealer does.</summary>
    private static async Task AppendAsync(RunningServer server, int count)
    {
        var held = new EventDraft
        {
            At = server.Clock.GetUtcNow(),
            Kind = EventCatalogue.TokenHeld,
            Actor = Actor.Anonymous,
            Outcome = Outcome.Refused,
        };
        foreach (var some in Enumerable.Repeat(held, count).Chunk(1000))
        {
            await server.Database.Events.AppendAsync(some, CancellationToken.None);
            await server.EventsAsync();
        }
    }
}
