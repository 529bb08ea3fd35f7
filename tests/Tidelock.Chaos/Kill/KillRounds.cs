using Tidelock.Chaos.Nodes;
using Tidelock.Chaos.Stages;

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

    internal async Task<KillReport> RunAsync(Effort effort)
    {
        await using var stage = await Stage.SetAsync(place, chance.Of(-1), effort);
        var kills = 0;
        for (var round = 1; round <= effort.Rounds; round++)
        {
            var moment = chance.Between(Shortest, Longest);
            await stage.KillUnderLoadAsync(moment);
            kills += 1 + await KillStartingAsync();
            await stage.StartAsync();
            await stage.CheckAsync();
            tell($"round {round}: killed after {moment.TotalMilliseconds:0} ms, back after "
                + $"{stage.Recoveries[^1].TotalMilliseconds:0} ms, {stage.Crowd.Acknowledged} acknowledged");
        }

        return KillReport.Of(effort.Rounds, kills, stage);
    }

    private async Task<int> KillStartingAsync()
    {
        var kills = 0;
        while (chance.Happens(WhileStarting))
        {
            await using var node = Node.Launch(place);
            await Stage.PassAsync(chance.Between(TimeSpan.Zero, LongestStart));
            kills++;
        }

        return kills;
    }
}
