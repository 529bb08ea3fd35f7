using System.ComponentModel.DataAnnotations;
using Tidelock.Server.Passwords;
using Tidelock.Server.Users;
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
internal sealed record AddUserRequest
{
    /// <summary>The name to sign in with.</summary>
    [Required, MaxLength(LoginName.MaxLength)]
    public string? Name { get; init; }

    /// <summary>The e-mail address.</summary>
    [MaxLength(LoginName.MaxLength)]
    public string? Email { get; init; }

    /// <summary>The password.</summary>
    [MaxLength(PasswordPolicy.MaxLength)]
    public string? Password { get; init; }

    /// <summary>The roles.</summary>
    [MaxLength(RoleNames.MaxCount)]
    public IReadOnlyList<string>? Roles { get; init; }

    /// <summary>Prints nothing of the password.</summary>
    public override string ToString() => "(a user to add)";
}

/// <summary>The user that was added.</summary>
internal sealed record AddedUser(UserView User, LinkView? Link);

/// <summary>A one-time link to set a password.</summary>
internal sealed record LinkView(string Url, DateTimeOffset ExpiresAt)
{
    internal static LinkView? Of(IssuedLink? link) => link is null ? null : new(link.Url.ToString(), link.ExpiresAt);

    /// <summary>Prints nothing of the link, which is a secret until it is used.</summary>
    public override string ToString() => "(a one-time link)";
}

/// <summary>Replaces a user's roles.</summary>
internal sealed record SetRolesRequest
{
    /// <summary>The roles from now on.</summary>
    [Required, MaxLength(RoleNames.MaxCount)]
    public IReadOnlyList<string>? Roles { get; init; }
}
