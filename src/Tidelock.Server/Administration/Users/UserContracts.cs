using Tidelock.Users;

namespace Tidelock.Server.Administration.Users;

/// <summary>A user as an operator sees it.</summary>
internal sealed record UserView(
    string Id,
    string Name,
    string? Email,
    IReadOnlyList<string> Roles,
    DateTimeOffset CreatedAt,
    DateTimeOffset? DisabledAt,
    DateTimeOffset? PasswordSetAt)
{
    internal static UserView Of(User user) => new(
        user.Id.ToString(), user.Name, user.Email, user.Roles, user.CreatedAt, user.DisabledAt, user.PasswordSetAt);
}

/// <summary>One page of users; <c>Next</c> is the cursor of the following one, null at the end.</summary>
internal sealed record UserPage(IReadOnlyList<UserView> Users, string? Next);

/// <summary>Adds a user. Without a password the answer brings a one-time link to set it.</summary>
internal sealed record AddUserRequest(string? Name, string? Email, string? Password, IReadOnlyList<string>? Roles)
{
    /// <summary>Prints nothing of the password.</summary>
    public override string ToString() => "(a user to add)";
}

/// <summary>The user that was added.</summary>
internal sealed record AddedUser(UserView User, LinkView? Link);

/// <summary>A one-time link to set a password.</summary>
internal sealed record LinkView(string Url, DateTimeOffset ExpiresAt)
{
    /// <summary>Prints nothing of the link, which is a secret until it is used.</summary>
    public override string ToString() => "(a one-time link)";
}

/// <summary>Replaces a user's roles.</summary>
internal sealed record SetRolesRequest(IReadOnlyList<string>? Roles);
