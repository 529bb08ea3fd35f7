using Tidelock.Keys;
using Tidelock.Server.Sessions;
using Tidelock.Server.Tests.Hosting;

namespace Tidelock.Server.Tests.Events.Actions;

/// <summary>What happens to the store as a whole, and what the server does by itself.</summary>
internal static class StoreRows
{
    internal static readonly ActionRow[] All =
    [
        new("a store is made and its keys with it",
            async scene =>
            {
                await using var young = await RunningServer.StartAsync();
                await scene.LookAtAsync(young, begin: 0);
            },
            "store.migrated success by the server (name, number)",
            "key.created success by the server (id, purpose signing, state active)",
            "key.created success by the server (id, purpose signing, state next)",
            "key.created success by the server (id, purpose mac, state active)",
            "key.created success by the server (id, purpose mac, state next)",

            // The test's own user, whom the test added.
            "user.added success by the server to alice"),

        new("somebody on the machine makes a backup",
            async scene =>
            {
                var path = Path.Combine(scene.Server.Directory, "copy.db");
                await scene.ByMachineAsync("POST", "/backup", new() { ["path"] = path });
            },
            "store.backed_up success by operator (system_user)"),

        new("a key comes of age",
            async scene =>
            {
                scene.Server.Clock.Advance(new KeyPolicy().SigningRotation);
                await scene.Server.Get<KeyRingKeeper>().RotateDueAsync(CancellationToken.None);
            },
            "key.transitioned success by the server (from active, id, purpose signing, state retired)",
            "key.transitioned success by the server (from next, id, purpose signing, state active)",
            "key.created success by the server (id, purpose signing, state next)"),

        new("old events are cut off",
            async scene =>
            {
                await scene.Alice.SignOutAsync();
                await scene.Root.SignOutAsync();
                await scene.BeginAsync();
                scene.Server.Clock.Advance(TimeSpan.FromDays(4000));
                await scene.Server.Get<Sweeper>().SweepAsync(CancellationToken.None);
            },
            "events.cut success by the server (audit_checkpoint, removed, retention)"),

        new("a backup is restored, and what was revoked since stays revoked",
            RestoreAsync,
            "key.compromised success by operator: store.restored (from active, id, purpose mac, state retired)",
            "key.transitioned success by operator: store.restored (from next, id, purpose mac, state active)",
            "key.created success by operator: store.restored (id, purpose mac, state next)",
            "session.ended success by operator to alice in alice#1: signed_out "
            + "(carried_by store.restored, ended_at)",
            "session.ended success by operator to alice in alice#2: password_changed "
            + "(carried_by store.restored, ended_at)",
            "password.changed success by operator to alice: store.restored",
            "user.disabled success by operator to dora: store.restored",
            "user.erased success by operator to erik: store.restored",
            "store.restored success by operator (carried_disabled, carried_ended, carried_erased, carried_keys, "
            + "carried_passwords, deleted_links, ended, epoch)"),

        new("a client goes on that is ahead of a restored store",
            async scene =>
            {
                var backup = await scene.Server.BackupAsync();
                await scene.Alice.RefreshAsync();
                await scene.RestoreAsync(backup);
                await scene.BeginAsync();
                await scene.Alice.RefreshAsync();
            },
            "token.caught_up success by alice to alice in alice#1 from home (newest 0, presented 1)"),

        new("an older copy is put in the place of the database",
            RollBackAsync,
            "store.rolled_back success by the server (audit_known_hash, audit_known_link, audit_stored_link)"),
    ];

    private static async Task RestoreAsync(Scene scene)
    {
        await scene.Server.AddUserAsync("dora", The.Password);
        await scene.Server.AddUserAsync("erik", The.Password);
        var phone = await scene.SignedInAsync();
        await scene.BeginAsync();
        var backup = await scene.Server.BackupAsync();
        await scene.Alice.SignOutAsync();
        await phone.ChangePasswordAsync(The.Password, Scene.NewPassword);
        await scene.ByRootAsync("POST", scene.UserPath("dora", "/disable"));
        await scene.ByRootAsync("DELETE", scene.UserPath("erik"));
        await scene.ByRootAsync("POST", "/keys/compromise", new() { ["purpose"] = "mac", ["id"] = "1" });
        await scene.RestoreAsync(backup);
    }

    private static async Task RollBackAsync(Scene scene)
    {
        var copy = await scene.Server.BackupAsync();
        await scene.SignedInAsync();
        await scene.Server.EventsAsync();
        await scene.RollBackAsync(copy);
    }
}
