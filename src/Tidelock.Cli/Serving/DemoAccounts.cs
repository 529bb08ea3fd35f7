using Tidelock.Cli.Administration;
using Tidelock.Server.Administration.Users;
using Tidelock.Server.Playground;
using Tidelock.Users;

namespace Tidelock.Cli.Serving;

/// <summary>
/// The accounts of the demo: those that the page offers, and an administrator for the administration endpoints.
/// Their passwords are fixed, so that they outlive a restart and stand in the docs.
/// </summary>
internal static class DemoAccounts
{
    internal static IReadOnlyList<DemoAccount> All { get; } =
        [.. DemoAccount.All, new("admin", "tide-admin-demo", [User.AdministratorRole])];

    /// <summary>Adds those that are missing; what somebody changed about the others stays.</summary>
    /// <exception cref="IOException">The server refuses one.</exception>
    internal static async Task EnsureAsync(AdminClient admin, CancellationToken cancellationToken)
    {
        foreach (var account in All)
        {
            var request = new AddUserRequest
            {
                Name = account.Name,
                Email = $"{account.Name}@demo.example",
                Password = account.Password,
                Roles = account.Roles,
            };
            var added = await admin.PostAsync<AddedUser>("users", request, cancellationToken);
            if (added is AdminAnswer<AddedUser>.Refused { Problem: { Status: not 409 } problem })
            {
                throw new IOException($"The demo account {account.Name} was refused: {problem.Title}");
            }
        }
    }
}
