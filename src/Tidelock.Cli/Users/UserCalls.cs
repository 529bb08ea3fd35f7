using Tidelock.Cli.Administration;
using Tidelock.Server.Administration.Users;
using Tidelock.Users;

namespace Tidelock.Cli.Users;

/// <summary>Finds the user that a command names.</summary>
internal static class UserCalls
{
    internal const string NameHelp = "The user's name, e-mail address or id.";

    /// <summary>The user with this name, e-mail address or id.</summary>
    internal static async Task<AdminAnswer<UserView>> FindUserAsync(
        this AdminClient admin, string nameOrId, CancellationToken cancellationToken)
    {
        if (UserId.TryParse(nameOrId, out var id))
        {
            return await admin.GetAsync<UserView>($"users/{id}", cancellationToken);
        }

        var found = await admin.GetAsync<UserPage>(
            $"users?name={Uri.EscapeDataString(nameOrId)}", cancellationToken);
        return await found.ThenAsync<UserView>(page => Task.FromResult<AdminAnswer<UserView>>(
            page.Users.Count == 1
                ? new AdminAnswer<UserView>.Given(page.Users[0])
                : new AdminAnswer<UserView>.Refused(new($"there is no user {nameOrId}.", 404))));
    }

    /// <summary>Posts to one of the user's own endpoints.</summary>
    internal static async Task<AdminAnswer<T>> PostToUserAsync<T>(
        this AdminClient admin, string nameOrId, string action, CancellationToken cancellationToken)
    {
        var user = await admin.FindUserAsync(nameOrId, cancellationToken);
        return await user.ThenAsync(found =>
            admin.PostAsync<T>($"users/{found.Id}/{action}", null, cancellationToken));
    }
}
