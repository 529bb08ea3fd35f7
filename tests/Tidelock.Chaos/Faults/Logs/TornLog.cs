using Tidelock.Chaos.Nodes;
using Tidelock.Chaos.Stages;

namespace Tidelock.Chaos.Faults.Logs;

/// <summary>
/// A crash leaves something behind the last commit: garbage, half a frame, whole frames without a commit. It is passed
/// over, and what was committed is there.
/// </summary>
internal sealed class TornLog : Fault
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(900);

    /// <inheritdoc />
    internal override string Name => "torn log";

    /// <inheritdoc />
    internal override async Task<FaultReport> RunAsync(Effort effort, Chance chance)
    {
        using var ground = new Ground();
        await using var stage = await Stage.SetAsync(Place.On(ground.Data), chance.Of(-1), effort);
        var (torn, committed) = (0, 0);
        for (var round = 0; round < effort.Rounds; round++)
        {
            await stage.KillUnderLoadAsync(chance.Between(Shortest, Longest));
            if (WriteAheadLog.Of(stage.Place.Database) is { } log)
            {
                Spoil(log, round, chance);
                (torn, committed) = (torn + 1, committed + log.Committed);
            }

            await stage.StartAsync();
            await stage.CheckAsync();
        }

        return FaultReport.Of(
            this, effort.Rounds, stage, $"{torn} logs spoiled behind {committed:N0} committed frames");
    }

    private static void Spoil(WriteAheadLog log, int round, Chance chance)
    {
        switch (round % 3)
        {
            case 0:
                log.AppendUncommitted(chance, isTorn: true);
                break;
            case 1:
                log.AppendGarbage(chance);
                break;
            default:
                log.AppendUncommitted(chance, isTorn: false);
                break;
        }
    }
}
