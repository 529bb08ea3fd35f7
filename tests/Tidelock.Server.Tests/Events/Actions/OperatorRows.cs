using System.Text.Json.Nodes;

namespace Tidelock.Server.Tests.Events.Actions;

/// <summary>
/// What operators do, each of it twice: signed in, and on the machine. All who may open the admin socket are one actor,
/// so each event of theirs says which account of the system it was, and each one of the others from where.
/// </summary>
internal static class OperatorRows
{
    private static readonly JsonObject NoPassword = new() { ["name"] = "carol", ["roles"] = new JsonArray("reader") };

    internal static readonly ActionRow[] All =
    [
        .. Twice("adds a user who is to set a password", NoPassword, "POST", _ => "/users",
            "user.added success by @ to carol* (roles reader+)",
            "link.issued success by @ to carol* (purpose password+)"),

        .. Twice("disables a user", null, "POST", scene => scene.UserPath(The.User, "/disable"),
            "user.disabled success by @ to alice*+",
            "session.ended success by @ to alice in alice#1*: account_disabled+"),

        .. Twice("enables a user", null, "POST", scene => scene.UserPath(The.User, "/enable"),
            "user.enabled success by @ to alice*+"),

        .. Twice("gives a user other roles", new() { ["roles"] = new JsonArray("writer", "reader") }, "POST",
            scene => scene.UserPath(The.User, "/roles"),
            "user.roles_changed success by @ to alice* (roles reader writer+)"),

        .. Twice("erases a person", null, "DELETE", scene => scene.UserPath(The.User),
            "user.erased success by @ to alice*+",
            "session.ended success by @ to alice in alice#1*: account_erased+"),

        .. Twice("makes a link to set a password", null, "POST", scene => scene.UserPath(The.User, "/reset-link"),
            "link.issued success by @ to alice* (purpose password+)"),

        .. Twice("ends all sessions of a user", null, "DELETE", scene => scene.UserPath(The.User, "/sessions"),
            "session.ended success by @ to alice in alice#1*: ended_by_operator+"),

        .. Twice("rotates the signing keys", new() { ["purpose"] = "signing" }, "POST", _ => "/keys/rotate",
            "key.transitioned success by @* (from active, id, purpose signing, state retired+)",
            "key.transitioned success by @* (from next, id, purpose signing, state active+)",
            "key.created success by @* (id, purpose signing, state next+)"),

        .. Twice("marks the first token key stolen", new() { ["purpose"] = "mac", ["id"] = "1" }, "POST",
            _ => "/keys/compromise",
            "key.compromised success by @* (from active, id, purpose mac, state retired+)",
            "key.transitioned success by @* (from next, id, purpose mac, state active+)",
            "key.created success by @* (id, purpose mac, state next+)"),

        .. Twice("exports the audit log", null, "GET", _ => "/audit/export",
            "events.exported success by @*+"),

        .. Twice("takes the role from the last administrator", new() { ["roles"] = new JsonArray() }, "POST",
            scene => scene.UserPath(Scene.Administrator, "/roles"),
            "user.change_refused refused by @ to root*: last_administrator (asked user.roles_changed, roles +)"),

        .. Twice("disables the last administrator", null, "POST",
            scene => scene.UserPath(Scene.Administrator, "/disable"),
            "user.change_refused refused by @ to root*: last_administrator (asked user.disabled+)"),

        .. Twice("erases the last administrator", null, "DELETE", scene => scene.UserPath(Scene.Administrator),
            "user.change_refused refused by @ to root*: last_administrator (asked user.erased+)"),
    ];

    /// <summary>
    /// In the lines <c>@</c> stands for the operator, <c>*</c> for where from, and <c>+</c> for the account of the
    /// system, which closes the facts or is the only one.
    /// </summary>
    private static IEnumerable<ActionRow> Twice(
        string does, JsonObject? body, string method, Func<Scene, string> path, params string[] log) =>
    [
        new($"an administrator {does}",
            scene => scene.ByRootAsync(method, path(scene), (JsonObject?)body?.DeepClone()),
            [.. log.Select(line => line.Replace("@", "operator root").Replace("*", " from office").Replace("+", ""))]),
        new($"somebody on the machine {does}",
            scene => scene.ByMachineAsync(method, path(scene), (JsonObject?)body?.DeepClone()),
            [.. log.Select(line => WithAccount(line.Replace("@", "operator").Replace("*", "")))]),
    ];

    private static string WithAccount(string line) => line.EndsWith(')')
        ? line.Replace("+)", ", system_user)")
        : line.Replace("+", " (system_user)");
}
