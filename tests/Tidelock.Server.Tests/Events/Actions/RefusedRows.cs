using Tidelock.Server.Administration.Access;

namespace Tidelock.Server.Tests.Events.Actions;

/// <summary>Who is not let in at the administration, and what is not done there.</summary>
internal static class RefusedRows
{
    internal static readonly ActionRow[] All =
    [
        new("a user without the role tries the administration, door after door",
            async scene =>
            {
                const string Prefix = "/api/v1/admin";
                await scene.Alice.PostAsync($"{Prefix}{scene.UserPath(Scene.Administrator, "/disable")}");
                await scene.Alice.GetAsync($"{Prefix}/audit/events");
                scene.Server.Clock.Advance(OperatorGate.RefusalInterval);
                await scene.Alice.GetAsync($"{Prefix}/mallory/was/here");
            },
            "admin.refused refused by alice to alice in alice#1 from home: not_administrator "
            + "(request POST /api/v1/admin/users/{id}/disable)",
            "admin.refused refused by alice to alice in alice#1 from home: not_administrator "
            + "(request GET /api/v1/admin/{**path})"),

        new("an administrator whose sign-in is too old, and who has no key",
            async scene =>
            {
                scene.Server.Clock.Advance(OperatorGate.FreshFor);
                await scene.Root.RefreshAsync();
                await scene.BeginAsync();
                scene.Server.Clock.Advance(TimeSpan.FromSeconds(1));
                await scene.ByRootAsync("DELETE", scene.UserPath(The.User));
            },
            "admin.refused refused by operator root to root in root#1 from office: sign_in_too_old "
            + "(request DELETE /api/v1/admin/users/{id})"),

        new("an administrator who is not on the machine asks for a copy of everything",
            scene => scene.ByRootAsync("POST", "/backup", new() { ["path"] = "/tmp/copy.db" }),
            "admin.refused refused by operator root to root in root#1 from office: socket_only "
            + "(request POST /api/v1/admin/backup)"),

        new("an administrator who is not on the machine asks for the first administrator's link",
            scene => scene.ByRootAsync("POST", "/first-administrator-link"),
            "admin.refused refused by operator root to root in root#1 from office: socket_only "
            + "(request POST /api/v1/admin/first-administrator-link)"),

        new("a stranger tries the administration",
            scene => scene.Newcomer(from: Scene.Elsewhere).GetAsync("/api/v1/admin/users")),

        new("somebody whose session is over tries the administration",
            async scene =>
            {
                await scene.Root.SignOutAsync();
                await scene.BeginAsync();
                await scene.ByRootAsync("GET", "/users");
            }),

        new("a backup goes to where something lies already",
            async scene =>
            {
                var path = await scene.Server.BackupAsync();
                await scene.ByMachineAsync("POST", "/backup", new() { ["path"] = path });
            },
            "store.backup_failed refused by operator: path_refused (system_user)"),

        new("a backup goes to where no file can be",
            scene => scene.ByMachineAsync("POST", "/backup", new() { ["path"] = "/proc/copy.db" }),
            "store.backup_failed refused by operator: not_written (system_user)"),
    ];
}
