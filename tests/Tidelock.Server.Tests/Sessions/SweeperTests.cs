using Tidelock.Server.Sessions;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Sessions;

namespace Tidelock.Server.Tests.Sessions;

/// <summary>What is over goes by itself.</summary>
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

    private static async Task SweepAsync(RunningServer server, TimeSpan later)
    {
        server.Clock.Advance(later);
        await server.Get<Sweeper>().SweepAsync(CancellationToken.None);
    }

    private static async Task<IReadOnlyList<RefreshMinute>> MinutesAsync(RunningServer server, DateTimeOffset from) =>
        await server.Sessions.RefreshMinutesAsync(from, CancellationToken.None);
}
