using System.Text;
using System.Text.Json.Nodes;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Sessions;

namespace Tidelock.Server.Tests.Events.Actions;

/// <summary>Refresh tokens, presented by their holder and by thieves.</summary>
internal static class RefreshRows
{
    private const int LateAnswers = 6;
    private const string Refresh = "/api/v1/auth/refresh";

    internal static readonly ActionRow[] All =
    [
        new("a token is refreshed", scene => scene.Alice.RefreshAsync()),

        new("a token is refreshed while each refresh is to be told",
            scene => scene.Alice.RefreshAsync(),
            "token.refreshed success by alice to alice in alice#1 from home")
        {
            Settings = [("Events:TokenRefresh", "Full")],
        },

        new("an answer is lost and fetched again",
            async scene =>
            {
                await scene.Alice.RefreshAndLoseAnswerAsync();
                await scene.Alice.RefreshAsync();
            },
            "token.replayed success by alice to alice in alice#1 from home (newest 1, presented 0)"),

        new("an answer is fetched again from elsewhere",
            async scene =>
            {
                var copy = scene.Thief(scene.Alice);
                await scene.Alice.RefreshAsync();
                await copy.RefreshAsync();
            },
            "token.replayed success by alice to alice in alice#1 from elsewhere: late (newest 1, presented 0)"),

        new("the previous token comes right after its successor was used",
            async scene =>
            {
                var token = await RefreshAndUseAsync(scene);
                await scene.Alice.RefreshAndLoseAnswerAsync(token);
            },
            "token.superseded success by alice to alice in alice#1 from home (newest 1, presented 0)"),

        new("a stolen cookie comes without its key, again and again",
            async scene =>
            {
                var victim = await scene.SignedInAsync(bound: true);
                await scene.BeginAsync();
                var thief = scene.Thief(victim);
                await thief.RefreshAsync();
                await thief.RefreshAsync();
            },
            "token.held refused by nobody to alice in alice#2 from elsewhere: no_proof_of_key (newest 0, presented 0)"),

        new("a token of a session that is over comes, again and again",
            async scene =>
            {
                var thief = scene.Thief(scene.Alice);
                await scene.Alice.SignOutAsync();
                await scene.BeginAsync();
                await thief.RefreshAsync();
                await thief.RefreshAsync();
            },
            "token.refused refused by nobody to alice in alice#1 from elsewhere: signed_out (newest 0, presented 0)"),

        new("a client expects another session than its token is of",
            async scene =>
            {
                using var request = scene.Alice.Request(HttpMethod.Post, Refresh);
                request.Headers.Add("X-Tidelock-Session", new SessionId(1).ToString());
                var body = new JsonObject { ["refreshToken"] = scene.Alice.RefreshToken };
                request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
                await scene.Alice.SendAsync(request);
            },
            "token.refused refused by nobody to alice in alice#1 from home: session_mismatch (newest 0, presented 0)"),

        new("garbage is presented",
            scene => scene.Newcomer(from: Scene.Elsewhere).RefreshAsync("tlr_garbage")),

        new("the newest token comes from another device",
            async scene =>
            {
                scene.Alice.UserAgent = The.Chrome;
                await scene.Alice.RefreshAsync();
            },
            "session.device_changed success by alice to alice in alice#1 from home (newest 0, presented 0)"),

        new("the newest token comes from another network",
            scene => scene.Thief(scene.Alice).RefreshAsync(),
            "session.network_changed success by alice to alice in alice#1 from elsewhere (newest 0, presented 0)"),

        new("a lost key is replaced, and comes back",
            async scene =>
            {
                var client = await scene.SignedInAsync(bound: true, remember: true);
                var finder = scene.Thief(client);
                finder.Key = client.Key;
                client.Key = new ProofKey();
                scene.Server.Clock.Advance(TimeSpan.FromHours(24));
                await scene.BeginAsync();
                await client.RefreshAsync();
                await finder.RefreshAsync(client.RefreshToken);
            },
            "session.rebound success by alice to alice in alice#2 from home (newest 0, presented 0)",
            "token.binding_conflict refused by nobody to alice in alice#2 from elsewhere: binding_conflict "
            + "(newest 1, presented 1)",
            "session.ended success by the server to alice in alice#2 from elsewhere: binding_conflict "
            + "(newest 1, presented 1)"),

        new("a thief presents a spent token",
            async scene =>
            {
                var thief = scene.Thief(scene.Alice);
                await RefreshAndUseAsync(scene);
                scene.Server.Clock.Advance(TimeSpan.FromMinutes(2));
                await thief.RefreshAsync();
            },
            "token.reuse_detected refused by nobody to alice in alice#1 from elsewhere: refresh_token_reuse "
            + "(newest 1, presented 0)",
            "session.ended success by the server to alice in alice#1 from elsewhere: refresh_token_reuse "
            + "(newest 1, presented 0)"),

        new("a thief fetches one late answer too many",
            StealLateAnswersAsync,
            "token.clone_suspected refused by nobody to alice in alice#1 from elsewhere: clone_suspected "
            + "(newest 6, presented 5)",
            "session.ended success by the server to alice in alice#1 from elsewhere: clone_suspected "
            + "(newest 6, presented 5)"),

        new("a thief of a token key makes a token that was never issued",
            scene => scene.Thief(scene.Alice).RefreshAsync(scene.Server.Forge(scene.Alice.RefreshToken!, 1)),
            "token.forged refused by nobody to alice in alice#1 from elsewhere: forged_generation "
            + "(newest 0, presented 1)",
            "session.ended success by the server to alice in alice#1 from elsewhere: forged_generation "
            + "(newest 0, presented 1)"),

        new("a client with its key is ahead of a store that nobody restored",
            async scene =>
            {
                var client = await scene.SignedInAsync(bound: true);
                await scene.BeginAsync();
                await client.RefreshAsync(scene.Server.Forge(client.RefreshToken!, 7));
            },
            "store.rolled_back success by alice to alice in alice#2 from home (newest 0, presented 7)"),
    ];

    /// <summary>Refreshes and shows that the answer came; tells the token that is spent by that.</summary>
    private static async Task<string> RefreshAndUseAsync(Scene scene)
    {
        var spent = scene.Alice.RefreshToken!;
        await scene.Alice.RefreshAsync();
        await scene.Alice.ConfirmAsync();
        return spent;
    }

    private static async Task StealLateAnswersAsync(Scene scene)
    {
        for (var late = 1; late <= LateAnswers; late++)
        {
            var thief = scene.Thief(scene.Alice);
            await scene.Alice.RefreshAsync();
            await scene.BeginAsync();
            await thief.RefreshAsync();
        }
    }
}
