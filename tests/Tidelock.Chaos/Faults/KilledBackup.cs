using Tidelock.Chaos.Clients;
using Tidelock.Chaos.Nodes;
using Tidelock.Chaos.Stages;

namespace Tidelock.Chaos.Faults;

/// <summary>
/// The node is killed while it makes a backup. There is no half backup under the name that was asked for, and the next
/// one works.
/// </summary>
internal sealed class KilledBackup : Fault
{
    private static readonly TimeSpan Before = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(10);

    /// <inheritdoc />
    internal override string Name => "kill during backup";

    /// <inheritdoc />
    internal override async Task<FaultReport> RunAsync(Effort effort, Chance chance)
    {
        using var ground = new Ground();
        await using var stage = await Stage.SetAsync(Place.On(ground.Data), chance.Of(-1), effort);
        var cut = 0;
        for (var round = 0; round < effort.Rounds; round++)
        {
            var file = ground.Beside($"{round}.backup");
            await stage.UnderLoadAsync(async () =>
            {
                await Stage.PassAsync(Before);
                await KillAsync(stage, file, chance);
            });
            var isThere = File.Exists(file);
            cut += isThere ? 0 : 1;
            await stage.StartAsync();
            await stage.CheckAsync();
            await (isThere ? ExpectWholeAsync(stage, file) : BackUpAsync(stage, file));
        }

        return FaultReport.Of(this, effort.Rounds, stage, $"{cut} backups cut off");
    }

    private static async Task KillAsync(Stage stage, string file, Chance chance)
    {
        using var backup = Shell.Launch(stage.Place, "backup", file, "--data", stage.Place.Data);
        var reading = Shell.ReadAsync(backup);
        await Stage.ComesAboutAsync(
            () => Task.FromResult(File.Exists(file + ".partial") || reading.IsCompleted), Stage.ShortBeat);
        await Stage.PassAsync(chance.Between(TimeSpan.Zero, Longest));
        await stage.KillAsync();
        if ((await reading).ExitCode == 0 && !File.Exists(file))
        {
            stage.Break(Promise.NothingIsLost, "`backup` ended well, and there is no file.");
        }
    }

    /// <summary>The name was given last, so that what has it is whole, whatever the command heard.</summary>
    private static async Task ExpectWholeAsync(Stage stage, string file)
    {
        var key = Path.Combine(stage.Place.Data, "master.key");
        var restored = await Shell.TidelockAsync(
            stage.Place, "restore", file, "--data", file + ".restored", "--master-key", key);
        if (restored.ExitCode != 0)
        {
            stage.Break(Promise.NothingIsLost, $"A backup that has its name can't be restored: {restored.Said}");
        }
    }

    private static async Task BackUpAsync(Stage stage, string file)
    {
        var backup = await Shell.TidelockAsync(stage.Place, "backup", file, "--data", stage.Place.Data);
        if (backup.ExitCode != 0 || !File.Exists(file))
        {
            stage.Break(Promise.NothingIsLost, $"A backup after one that was cut off fails: {backup.Said}");
        }
    }
}
