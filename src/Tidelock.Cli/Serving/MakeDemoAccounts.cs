using Tidelock.Cli.Administration;
using Tidelock.Server.Administration.Users;
using Tidelock.Server.Playground;

namespace Tidelock.Cli.Serving;

/// <summary>Adds the demo's accounts that are missing; what somebody changed about the others stays.</summary>
internal static class MakeDemoAccounts
{
    /// <exception cref="IOException">The server refuses one.</exception>
    internal static async Task RunAsync(AdminClient admin, CancellationToken cancellationToken)
    {
        foreach (var account in DemoAccount.All)
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
