using Tidelock.Server.Sessions;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Sessions;

namespace Tidelock.Server.Tests.Events.Actions;

/// <summary>Coming and going. Alice has a session, <c>alice#1</c>, before each of them.</summary>
internal static class SignInRows
{
    private const string SecondSession =
        "session.started success by alice to alice in alice#2 from home (bound no, channel body)";

    private const string SecondSignIn = "signin.succeeded success by alice to alice in alice#2 from home";

    internal static readonly ActionRow[] All =
    [
        new("somebody signs in with a key in a browser",
            scene => scene.SignedInAsync(channel: Channel.Cookie, bound: true),
            SecondSignIn,
            "session.started success by alice to alice in alice#2 from home (bound yes, channel cookie)"),

        new("somebody gives a wrong password",
            scene => scene.Newcomer(from: Scene.Elsewhere).SignInAsync(password: "wrong"),
            "signin.failed refused by nobody to alice from elsewhere: wrong_password"),

        new("somebody gives a name that nobody has",
            scene => scene.Newcomer(from: Scene.Elsewhere).SignInAsync("mallory"),
            "signin.failed refused by nobody from elsewhere: unknown_user"),

        new("somebody who was disabled signs in",
            async scene =>
            {
                await scene.ByRootAsync("POST", scene.UserPath(The.User, "/disable"));
                await scene.BeginAsync();
                await scene.Newcomer().SignInAsync();
            },
            "signin.failed refused by nobody to alice from home: account_disabled"),

        new("somebody guesses until the account takes no more tries, and goes on",
            scene => GuessAsync(scene, The.User),
            "signin.failed refused by nobody to alice from elsewhere: wrong_password",
            "signin.failed refused by nobody to alice from elsewhere: rate_limited",
            "signin.failed refused by nobody to alice from elsewhere: rate_limited")
        {
            Settings = [("Limits:SignInFailuresPerAccount", "1")],
        },

        new("somebody guesses at a name that nobody has, and goes on",
            scene => GuessAsync(scene, "mallory"),
            "signin.failed refused by nobody from elsewhere: unknown_user",
            "signin.failed refused by nobody from elsewhere: rate_limited",
            "signin.failed refused by nobody from elsewhere: rate_limited")
        {
            Settings = [("Limits:SignInFailuresPerAccount", "1")],
        },

        new("somebody with as many sessions as are allowed is refused one more",
            scene => scene.Newcomer().SignInAsync(),
            "signin.failed refused by nobody to alice from home: session_limit")
        {
            Settings = [("Sessions:MaxPerUser", "1"), ("Sessions:AtLimit", "RefuseSignIn")],
        },

        new("one session too many ends the one that was used least",
            scene => scene.SignedInAsync(),
            SecondSignIn,
            SecondSession,
            "session.ended success by alice to alice in alice#1 from home: session_limit")
        {
            Settings = [("Sessions:MaxPerUser", "1")],
        },

        new("somebody signs in over the cookie of another session",
            async scene =>
            {
                var browser = await scene.SignedInAsync(channel: Channel.Cookie);
                await scene.BeginAsync();
                await browser.SignInAsync();
            },
            "signin.succeeded success by alice to alice in alice#3 from home",
            "session.started success by alice to alice in alice#3 from home (bound no, channel cookie)",
            "session.ended success by alice to alice in alice#2 from home: replaced_by_sign_in"),

        new("somebody signs in again where a session was held",
            async scene =>
            {
                var browser = await scene.SignedInAsync(channel: Channel.Cookie, bound: true);
                browser.Key = null;
                await browser.RefreshAsync();
                browser.RefreshToken = null;
                await scene.BeginAsync();
                await browser.SignInAsync();
            },
            "signin.succeeded success by alice to alice in alice#3 from home",
            "session.started success by alice to alice in alice#3 from home (bound no, channel cookie)",
            "session.ended success by alice to alice in alice#2 from home: sign_in_after_hold"),

        new("somebody signs out",
            scene => scene.Alice.SignOutAsync(),
            "session.ended success by alice to alice in alice#1 from home: signed_out"),

        new("somebody ends another one of the own sessions",
            async scene =>
            {
                var session = await scene.SessionOf(scene.Alice);
                var other = await scene.SignedInAsync();
                await scene.BeginAsync();
                await other.DeleteAsync($"/api/v1/auth/tokens/{session}");
            },
            "session.ended success by alice to alice in alice#1 from home: signed_out_elsewhere"),

        new("somebody ends all other sessions",
            async scene =>
            {
                await scene.SignedInAsync();
                await scene.BeginAsync();
                await scene.Alice.PostAsync("/api/v1/auth/logout-others");
            },
            "session.ended success by alice to alice in alice#2 from home: signed_out_elsewhere"),

        new("somebody signs out everywhere",
            scene => scene.Alice.PostAsync("/api/v1/auth/logout-all"),
            "session.ended success by alice to alice in alice#1 from home: signed_out_everywhere"),

        new("a session ends that nobody used",
            async scene =>
            {
                await scene.Root.SignOutAsync();
                await scene.BeginAsync();
                scene.Server.Clock.Advance(TimeSpan.FromHours(12));
                await scene.Server.Get<Sweeper>().SweepAsync(CancellationToken.None);
            },
            "session.ended success by the server to alice in alice#1: idle_expired"),

        new("a session comes to its longest life",
            async scene =>
            {
                await scene.Root.SignOutAsync();
                await scene.Alice.SignOutAsync();
                await scene.SignedInAsync(remember: true);
                await scene.BeginAsync();
                scene.Server.Clock.Advance(TimeSpan.FromDays(30));
                await scene.Server.Get<Sweeper>().SweepAsync(CancellationToken.None);
            },
            "session.ended success by the server to alice in alice#2: expired")
        {
            Settings = [("Sessions:RememberedIdleLife", "365d")],
        },
    ];

    /// <summary>Without a password being looked at, a guess is told once a minute.</summary>
    private static async Task GuessAsync(Scene scene, string name)
    {
        var guesser = scene.Newcomer(from: Scene.Elsewhere);
        for (var guess = 0; guess < 4; guess++)
        {
            await guesser.SignInAsync(name, password: $"guess {guess}");
        }

        scene.Server.Clock.Advance(SignInAudit.LockedOutInterval);
        await guesser.SignInAsync(name, password: "guess again");
    }
}
