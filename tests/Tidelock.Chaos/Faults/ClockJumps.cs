using System.Globalization;
using Tidelock.Chaos.Clients;
using Tidelock.Chaos.Nodes;
using Tidelock.Chaos.Stages;

namespace Tidelock.Chaos.Faults;

/// <summary>
/// The node's clock is set forward and back by hours, while the clients' clocks stay. Nobody is signed out, nothing
/// stands still, and the audit log holds. The clock is shifted by libfaketime, which reads the shift from a file.
/// </summary>
internal sealed class ClockJumps : Fault
{
    /// <summary>Less than the shortest idle life, after which sessions end rightly.</summary>
    private const int MostHours = 6;

    private const string Forward = "+";

    /// <summary>Both names that Debian and others install it by.</summary>
    private static readonly string[] Libraries =
    [
        "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
        "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
        "/usr/lib64/faketime/libfaketimeMT.so.1", "/usr/lib/faketime/libfaketimeMT.so.1",
    ];

    /// <summary>The library reads its file once a second.</summary>
    private static readonly TimeSpan Noticed = TimeSpan.FromMilliseconds(1200);

    private static readonly TimeSpan Meanwhile = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc />
    internal override string Name => "clock jumps";

    /// <inheritdoc />
    internal override Task<string?> MissingAsync() => Task.FromResult(
        Array.Exists(Libraries, File.Exists) ? null : "libfaketime is not installed (the package libfaketime).");

    /// <inheritdoc />
    internal override async Task<FaultReport> RunAsync(Effort effort, Chance chance)
    {
        using var ground = new Ground();
        var shift = ground.Beside("shift");
        Set(shift, 0);
        await using var stage = await Stage.SetAsync(Shifted(ground, shift), chance.Of(-1), effort);
        var hours = new List<int>();
        for (var round = 0; round < effort.Rounds; round++)
        {
            // In turn forward, and back behind the start of the node.
            hours.Add(chance.Whole(1, MostHours + 1) * (round % 2 == 0 ? 1 : -1));
            await JumpAsync(stage, shift, hours[^1]);
            await JumpAsync(stage, shift, 0);
            if (round % 3 == 2)
            {
                await stage.KillAsync();
                await stage.StartAsync();
            }

            await stage.CheckAsync();
        }

        return FaultReport.Of(
            this, effort.Rounds, stage, $"jumps of {string.Join(", ", hours)} hours, and back each time");
    }

    private static Place Shifted(Ground ground, string shift) => Place.On(ground.Data) with
    {
        Variables = new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = Array.Find(Libraries, File.Exists)!,
            ["FAKETIME_TIMESTAMP_FILE"] = shift,
            ["FAKETIME_CACHE_DURATION"] = "1",
            ["FAKETIME_DONT_RESET"] = "1",

            // A clock that is set changes the time of day; the clock that timers run on goes on.
            ["DONT_FAKE_MONOTONIC"] = "1",

            // What the library does by itself for waits on that clock makes .NET's timers spin.
            ["FAKETIME_FORCE_MONOTONIC_FIX"] = "0",
        },
    };

    /// <summary>Everybody works through the jump; the node has to go on serving.</summary>
    private static async Task JumpAsync(Stage stage, string shift, int hours)
    {
        await stage.UnderLoadAsync(async () =>
        {
            Set(shift, hours);
            await Stage.PassAsync(Noticed);
            var before = stage.Crowd.Ledger.Issues;
            if (!await Stage.ComesAboutAsync(() => Task.FromResult(stage.Crowd.Ledger.Issues > before)))
            {
                stage.Break(Promise.EveryAnswerHelps, $"The clock was set to {hours} hours, and nobody can renew.");
            }

            await RefusedChanges.ExpectAsync(stage, "/health/ready", 200);
            await Stage.PassAsync(Meanwhile);
        });
        await stage.Crowd.CheckAsync();
    }

    private static void Set(string shift, int hours) => File.WriteAllText(
        shift, string.Create(CultureInfo.InvariantCulture, $"{(hours < 0 ? string.Empty : Forward)}{hours}h"));
}
