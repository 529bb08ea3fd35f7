using Tidelock.Chaos.Clients;
using Tidelock.Chaos.Nodes;
using Tidelock.Chaos.Stages;

namespace Tidelock.Chaos.Faults;

/// <summary>
/// `tidelock restore` is killed. Nothing has changed since the backup, so that whichever of the two databases is there
/// afterwards, everything has to be in it.
/// </summary>
internal sealed class KilledRestore : Fault
{
    private static readonly TimeSpan Before = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(60);

    /// <inheritdoc />
    internal override string Name => "kill during restore";

    /// <inheritdoc />
    internal override async Task<FaultReport> RunAsync(Effort effort, Chance chance)
    {
        using var ground = new Ground();
        await using var stage = await Stage.SetAsync(Place.On(ground.Data), chance.Of(-1), effort);
        var cut = 0;
        for (var round = 0; round < effort.Rounds; round++)
        {
            await stage.UnderLoadAsync(() => Stage.PassAsync(Before));
            await stage.CheckAsync();
            var file = ground.Beside($"{round}.backup");
            var backup = await Shell.TidelockAsync(stage.Place, "backup", file, "--data", stage.Place.Data);
            if (backup.ExitCode != 0)
            {
                stage.Break(Promise.NothingIsLost, $"No backup: {backup.Said}");
            }

            await stage.KillAsync();
            cut += await KillRestoreAsync(stage, file, round, chance) ? 1 : 0;
            await stage.StartAsync();
            await stage.CheckAsync();
        }

        return FaultReport.Of(this, effort.Rounds, stage, $"{cut} restores cut off");
    }

    /// <summary>Kills it some moment after it began to write, or to change names; false when it was faster.</summary>
    private static async Task<bool> KillRestoreAsync(Stage stage, string file, int round, Chance chance)
    {
        var data = stage.Place.Data;
        using var restore = Shell.Launch(stage.Place, "restore", file, "--data", data);
        var reading = Shell.ReadAsync(restore);
        Func<bool>[] moments =
        [
            () => File.Exists(stage.Place.Database + ".restoring"),
            () => !File.Exists(stage.Place.Database),
            () => Directory.EnumerateFiles(data, "*.restored-*").Any(),
        ];
        var moment = moments[round % moments.Length];
        await Stage.ComesAboutAsync(() => Task.FromResult(reading.IsCompleted || moment()), Stage.ShortBeat);
        await Stage.PassAsync(round % moments.Length == 0 ? chance.Between(TimeSpan.Zero, Longest) : TimeSpan.Zero);
        restore.Kill();
        return (await reading).ExitCode != 0;
    }
}
