using Tidelock.Chaos.Nodes;
using Tidelock.Chaos.Stages;

namespace Tidelock.Chaos.Faults.Logs;

/// <summary>The node is killed while the log is copied into the database, so that the database is half old.</summary>
internal sealed class KilledCheckpoint : Fault
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(800);

    /// <inheritdoc />
    internal override string Name => "kill during checkpoint";

    /// <inheritdoc />
    internal override async Task<FaultReport> RunAsync(Effort effort, Chance chance)
    {
        using var ground = new Ground();
        await using var stage = await Stage.SetAsync(Place.On(ground.Data), chance.Of(-1), effort);
        var database = stage.Place.Database;
        var hits = 0;
        for (var round = 0; round < effort.Rounds; round++)
        {
            await stage.UnderLoadAsync(async () =>
            {
                await Stage.PassAsync(chance.Between(Shortest, Longest));
                await Stage.ComesAboutAsync(() => Task.FromResult(LogIndex.IsBeingCopied(database)), Stage.ShortBeat);
                await stage.KillAsync();
            });
            hits += LogIndex.IsBeingCopied(database) ? 1 : 0;
            await stage.StartAsync();
            await stage.CheckAsync();
        }

        return FaultReport.Of(this, effort.Rounds, stage, $"{hits} killed in the middle of one");
    }
}
