using System.Text.Json.Nodes;
using Tidelock.Events;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Server.Users;

namespace Tidelock.Server.Tests.Events.Actions;

/// <summary>What people do to their own accounts, and with links.</summary>
internal static class AccountRows
{
    private const string Refused = "password.change_refused refused by alice to alice in alice#1 from home: ";

    internal static readonly ActionRow[] All =
    [
        new("somebody changes the own password",
            scene => scene.Alice.ChangePasswordAsync(The.Password, Scene.NewPassword),
            "password.changed success by alice to alice in alice#1 from home",
            "session.ended success by alice to alice in alice#1 from home: password_changed",
            "signin.succeeded success by alice to alice in alice#2 from home",
            "session.started success by alice to alice in alice#2 from home (bound no, channel body)"),

        new("somebody changes the password without knowing it",
            scene => scene.Alice.ChangePasswordAsync("wrong", Scene.NewPassword),
            $"{Refused}wrong_password"),

        new("somebody guesses the password at a session that was left open, and goes on",
            async scene =>
            {
                for (var guess = 0; guess < 4; guess++)
                {
                    await scene.Alice.ChangePasswordAsync($"guess {guess}", Scene.NewPassword);
                }

                scene.Server.Clock.Advance(TimeSpan.FromMinutes(1));
                await scene.Alice.ChangePasswordAsync("guess again", Scene.NewPassword);
            },
            $"{Refused}wrong_password",
            $"{Refused}rate_limited",
            $"{Refused}rate_limited")
        {
            Settings = [("Limits:SignInFailuresPerKnownDevice", "1")],
        },

        new("a password that is too weak is sent back",
            scene => scene.Alice.ChangePasswordAsync(The.Password, "password123")),

        new("somebody sets the password by a link",
            async scene =>
            {
                var token = await ResetTokenAsync(scene);
                await scene.BeginAsync();
                await ResetAsync(scene, token);
            },
            "password.reset success by alice to alice from elsewhere",
            "session.ended success by alice to alice in alice#1 from elsewhere: password_reset"),

        new("a link is tried that was never made",
            scene => ResetAsync(scene, "AAAA")),

        new("somebody makes the first administrator by the link that the server gave",
            async scene =>
            {
                await using var young = await RunningServer.StartAsync(ServerSetup.WithoutLimits());
                var begin = (await young.EventsAsync())[^1].Position;
                var link = await young.Get<IssueLink>().ForFirstAdministratorAsync(
                    Initiator.System, CancellationToken.None);
                using var client = new Client(young, from: Scene.Office);
                await client.PostAsync(
                    "/api/v1/auth/first-administrator",
                    new JsonObject
                    {
                        ["token"] = link!.Url.Fragment[1..],
                        ["username"] = "first",
                        ["password"] = The.Password,
                    });
                await scene.LookAtAsync(young, begin);
            },
            "link.issued success by the server (purpose first_administrator)",
            "user.added success by first to first from office (roles tidelock-admin)"),
    ];

    private static async Task<string> ResetTokenAsync(Scene scene)
    {
        var link = await scene.Server.Get<IssueLink>().ForPasswordAsync(
            scene.IdOf(The.User), Initiator.System, CancellationToken.None);
        return link!.Url.Fragment[1..];
    }

    private static Task<Reply> ResetAsync(Scene scene, string token) =>
        scene.Newcomer(from: Scene.Elsewhere).PostAsync(
            "/api/v1/auth/password/reset",
            new JsonObject { ["token"] = token, ["newPassword"] = Scene.NewPassword });
}
