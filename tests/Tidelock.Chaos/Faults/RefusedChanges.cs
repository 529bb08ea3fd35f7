using Tidelock.Chaos.Clients;
using Tidelock.Chaos.Stages;

namespace Tidelock.Chaos.Faults;

/// <summary>What a node does whose disk takes no writes: it refuses changes, reads on, and says so.</summary>
internal static class RefusedChanges
{
    /// <summary>From what happens on, changes are refused.</summary>
    internal static async Task ExpectAsync(Stage stage, Action what)
    {
        var before = stage.Crowd.Unavailable;
        what();
        if (!await Stage.ComesAboutAsync(() => Task.FromResult(stage.Crowd.Unavailable > before)))
        {
            stage.Break(Promise.EveryAnswerHelps, "Nothing can be written, and no change is refused.");
        }
    }

    /// <summary>It lives, and reads; whoever balances load is told to send nobody.</summary>
    internal static async Task ExpectReadsAsync(Stage stage)
    {
        await ExpectAsync(stage, "/health/ready", 503);
        await ExpectAsync(stage, "/health/live", 200);
        await ExpectAsync(stage, "/.well-known/jwks.json", 200);
    }

    /// <summary>Waits for the status of an answer.</summary>
    internal static async Task ExpectAsync(Stage stage, string path, int status)
    {
        if (!await Stage.ComesAboutAsync(async () => (await stage.AskAsync(path))?.Status == status))
        {
            stage.Break(Promise.EveryAnswerHelps, $"{path} does not answer {status}.");
        }
    }
}
