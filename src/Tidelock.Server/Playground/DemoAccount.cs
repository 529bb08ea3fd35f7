namespace Tidelock.Server.Playground;

/// <summary>
/// An account that demo mode makes on its empty store and that the Playground offers. Its password is public
/// knowledge, so demo mode listens on the loopback address only, and neither account may administer anything.
/// </summary>
/// <param name="Name">The user name.</param>
/// <param name="Password">The password, shown on the page.</param>
/// <param name="Roles">The roles, to be seen in the access token.</param>
internal sealed record DemoAccount(string Name, string Password, IReadOnlyList<string> Roles)
{
    /// <summary>The accounts of the demo.</summary>
    internal static IReadOnlyList<DemoAccount> All { get; } =
    [
        new("alice", "tide-alice-demo", ["skipper"]),
        new("bob", "tide-bob-demo", ["diver"]),
    ];
}
