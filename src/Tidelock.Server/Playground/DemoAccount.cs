using Tidelock.Users;

namespace Tidelock.Server.Playground;

/// <summary>
/// An account that demo mode makes. Its password is public knowledge and stands in the documentation, so demo mode
/// listens on the loopback address only.
/// </summary>
/// <param name="Name">The user name.</param>
/// <param name="Password">The password.</param>
/// <param name="Roles">The roles, to be seen in the access token.</param>
internal sealed record DemoAccount(string Name, string Password, IReadOnlyList<string> Roles)
{
    /// <summary>Those that the Playground offers; neither may administer anything.</summary>
    internal static IReadOnlyList<DemoAccount> OnThePage { get; } =
    [
        new("alice", "tide-alice-demo", ["skipper"]),
        new("bob", "tide-bob-demo", ["diver"]),
    ];

    /// <summary>All of them: an administrator is there as well, for the administration endpoints.</summary>
    internal static IReadOnlyList<DemoAccount> All { get; } =
        [.. OnThePage, new("admin", "tide-admin-demo", [User.AdministratorRole])];
}
