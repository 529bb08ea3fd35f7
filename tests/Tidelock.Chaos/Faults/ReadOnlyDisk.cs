using Tidelock.Chaos.Clients;
using Tidelock.Chaos.Nodes;
using Tidelock.Chaos.Stages;

namespace Tidelock.Chaos.Faults;

/// <summary>
/// The file system finds an error and becomes read-only under the node, as ext4 does. The node refuses changes and
/// reads on; on a read-only disk it does not start, and says so; once that is repaired everything is there.
/// </summary>
internal sealed class ReadOnlyDisk : Fault
{
    private const int Megabytes = 128;
    private const string ReadOnly = "on a read-only disk";

    private static readonly TimeSpan Before = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan LongestReadOnly = TimeSpan.FromMilliseconds(1500);

    /// <inheritdoc />
    internal override string Name => "disk read-only";

    /// <inheritdoc />
    internal override async Task<string?> MissingAsync()
    {
        using var ground = new Ground();
        try
        {
            await using var disk = await Disk.Ext4Async(ground, megabytes: 8);
            var errors = await disk.ErrorSwitchAsync();
            return File.Exists(errors) ? null : $"There is no {errors}.";
        }
        catch (IOException refused)
        {
            return $"This user can't make and mount an ext4 file system here ({refused.Message}).";
        }
    }

    /// <inheritdoc />
    internal override async Task<FaultReport> RunAsync(Effort effort, Chance chance)
    {
        using var ground = new Ground();
        await using var disk = await Disk.Ext4Async(ground, Megabytes);
        await using var stage = await Stage.SetAsync(Place.On(disk.Data), chance.Of(-1), effort);
        for (var round = 1; round <= effort.Rounds; round++)
        {
            await BreakUnderLoadAsync(stage, disk, chance);
            await stage.ExpectStartOrReasonAsync(ReadOnly);
            await disk.RepairAsync();
            await stage.StartAsync();
            await stage.CheckAsync();
            await RemountAsync(stage, disk);
            await stage.CheckAsync();
        }

        return FaultReport.Of(this, effort.Rounds, stage, $"{stage.Crowd.Unavailable:N0} answers of 503");
    }

    private static Task BreakUnderLoadAsync(Stage stage, Disk disk, Chance chance) => stage.UnderLoadAsync(async () =>
    {
        await Stage.PassAsync(Before);
        var errors = await disk.ErrorSwitchAsync();
        await RefusedChanges.ExpectAsync(stage, () => File.WriteAllText(errors, "chaos"));
        await Stage.PassAsync(chance.Between(TimeSpan.Zero, LongestReadOnly));
        await RefusedChanges.ExpectReadsAsync(stage);
        if (chance.Happens(0.5))
        {
            await stage.KillAsync();
        }
        else if (await stage.Node.StopAsync() is var code && code != 0)
        {
            stage.Break(Promise.EveryAnswerHelps, $"A stop {ReadOnly} ended with code {code}: {stage.Node.Log}");
        }
    });

    /// <summary>An operator mounts it read-only by mistake, while no node runs.</summary>
    private static async Task RemountAsync(Stage stage, Disk disk)
    {
        await stage.KillAsync();
        await disk.RemountAsync("ro");
        await stage.ExpectStartOrReasonAsync(ReadOnly);
        await disk.RemountAsync("rw");
        await stage.StartAsync();
    }
}
