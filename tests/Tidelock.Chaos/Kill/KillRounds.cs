using Tidelock.Chaos.Clients;
using Tidelock.Chaos.Nodes;

namespace Tidelock.Chaos.Kill;

/// <summary>
/// Kills a node under load at a seeded moment, starts it again on the same directory, and compares it with what its
/// clients know; again and again on one directory.
/// </summary>
internal sealed class KillRounds(Place place, Chance chance, Action<string> tell)
{
    /// <summary>One kill of so many comes while the node is starting.</summary>
    private const double WhileStarting = 0.2;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestStart = TimeSpan.FromMilliseconds(800);

    internal async Task<KillReport> RunAsync(int rounds)
    {
        var (node, took) = await Node.StartAsync(place);
        var first = took;
        try
        {
            using var crowd = await Crowd.GatherAsync(place, chance.Of(-1));
            var audit = new AuditCheck(place, crowd.Ledger);
            var recoveries = new List<TimeSpan>();
            var kills = 0;
            for (var round = 1; round <= rounds; round++)
            {
                var moment = chance.Between(Shortest, Longest);
                await KillUnderLoadAsync(node, crowd, moment);
                await node.DisposeAsync();
                kills += 1 + await KillStartingAsync();
                (node, took) = await Node.StartAsync(place);
                recoveries.Add(took);
                await crowd.CheckAsync();
                await audit.RunAsync();
                tell($"round {round}: killed after {moment.TotalMilliseconds:0} ms, back after "
                    + $"{took.TotalMilliseconds:0} ms, {crowd.Acknowledged} acknowledged");
            }

            return KillReport.Of(rounds, kills, crowd, first, recoveries);
        }
        finally
        {
            await node.DisposeAsync();
        }
    }

    /// <summary>Kills the node while everybody works with it.</summary>
    internal static async Task KillUnderLoadAsync(Node node, Crowd crowd, TimeSpan moment)
    {
        using var stop = new CancellationTokenSource();
        var running = crowd.RunAsync(stop.Token);
        await Task.WhenAny(running, Task.Delay(moment, TimeProvider.System));
        await node.KillAsync();
        await stop.CancelAsync();
        await running;
    }

    private async Task<int> KillStartingAsync()
    {
        var kills = 0;
        while (chance.Happens(WhileStarting))
        {
            await using var node = Node.Launch(place);
            await Task.Delay(chance.Between(TimeSpan.Zero, LongestStart), TimeProvider.System);
            kills++;
        }

        return kills;
    }
}
