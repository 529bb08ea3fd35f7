using System.Diagnostics;
using Tidelock.Chaos.Clients;
using Tidelock.Chaos.Nodes;
using Tidelock.Chaos.Stages;

namespace Tidelock.Chaos.Faults;

/// <summary>
/// Somebody else fills the disk. The node refuses changes and says when to come again, goes on reading, and goes on by
/// itself when there is room; killed meanwhile, it comes back with everything.
/// </summary>
internal sealed class FullDisk : Fault
{
    /// <summary>So small that the log gets no room ahead: every round has to see changes refused.</summary>
    private const int Megabytes = 60;
    private const int RoundsPerKill = 3;

    private static readonly TimeSpan Before = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan After = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan LongestFull = TimeSpan.FromMilliseconds(1500);

    /// <inheritdoc />
    internal override string Name => "disk full";

    /// <inheritdoc />
    internal override Task<string?> MissingAsync() => Disk.MissingAsync();

    /// <inheritdoc />
    internal override async Task<FaultReport> RunAsync(Effort effort, Chance chance)
    {
        using var ground = new Ground();
        await using var disk = await Disk.InMemoryAsync(ground, Megabytes);
        await using var stage = await Stage.SetAsync(Place.On(disk.Data), chance.Of(-1), effort);
        var recovered = new List<TimeSpan>();
        for (var round = 1; round <= effort.Rounds; round++)
        {
            await stage.UnderLoadAsync(async () =>
            {
                await Stage.PassAsync(Before);
                await FillAsync(stage, disk, chance);
                if (round % RoundsPerKill == 0)
                {
                    await RestartAsync(stage, disk);
                }
                else
                {
                    recovered.Add(await MakeRoomAsync(stage, disk));
                }

                await Stage.PassAsync(After);
            });
            await stage.CheckAsync();
        }

        var longest = recovered.Count == 0 ? TimeSpan.Zero : recovered.Max();
        return FaultReport.Of(
            this, effort.Rounds, stage,
            $"{stage.Crowd.Unavailable:N0} answers of 503, ready {longest.TotalSeconds:0.00} s after there was room");
    }

    /// <summary>A start on a full disk works, or fails in words; with room it works.</summary>
    private static async Task RestartAsync(Stage stage, Disk disk)
    {
        await stage.KillAsync();
        disk.Fill();
        await stage.ExpectStartOrReasonAsync("on a full disk");
        disk.MakeRoom();
        await stage.StartAsync();
    }

    private static async Task FillAsync(Stage stage, Disk disk, Chance chance)
    {
        await RefusedChanges.ExpectAsync(stage, () => disk.Fill());
        await Stage.PassAsync(chance.Between(TimeSpan.Zero, LongestFull));
        await RefusedChanges.ExpectReadsAsync(stage);
    }

    /// <summary>The time until the node is ready again; then changes are acknowledged again.</summary>
    private static async Task<TimeSpan> MakeRoomAsync(Stage stage, Disk disk)
    {
        var acknowledged = stage.Crowd.Ledger.Issues;
        disk.MakeRoom();
        var since = Stopwatch.GetTimestamp();
        await RefusedChanges.ExpectAsync(stage, "/health/ready", 200);
        var ready = Stopwatch.GetElapsedTime(since);
        if (!await Stage.ComesAboutAsync(() => Task.FromResult(stage.Crowd.Ledger.Issues > acknowledged)))
        {
            stage.Break(Promise.EveryAnswerHelps, "There is room again, and the node does not go on.");
        }

        return ready;
    }
}
