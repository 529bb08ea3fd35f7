namespace Tidelock.Users;

/// <summary>A person who can sign in.</summary>
public sealed record User
{
    /// <summary>The public id.</summary>
    public required UserId Id { get; init; }

    /// <summary>The unique name to sign in with, as the user wrote it; compared by <see cref="LoginName"/>.</summary>
    public required string Name { get; init; }

    /// <summary>The e-mail address, unique where present; also good to sign in with.</summary>
    public string? Email { get; init; }

    /// <summary>Roles, read again at every refresh and put into access tokens.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>When the account was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was disabled; null while it is not.</summary>
    public DateTimeOffset? DisabledAt { get; init; }

    /// <summary>When the password was last set; null while there is none.</summary>
    public DateTimeOffset? PasswordSetAt { get; init; }

    /// <summary>The role that opens the administration endpoints.</summary>
    public const string AdministratorRole = "tidelock-admin";

    /// <summary>True for an administrator.</summary>
    public bool IsAdministrator => Roles.Contains(AdministratorRole, StringComparer.Ordinal);
}

/// <summary>A stored password verifier (never the password); prints nothing of itself.</summary>
public readonly record struct PasswordHash(string Encoded)
{
    /// <summary>Prints nothing of the verifier.</summary>
    public override string ToString() => "(password hash)";
}

/// <summary>A user with what is needed to check the password.</summary>
/// <param name="User">The user.</param>
/// <param name="Password">The verifier; null while no password was set.</param>
public sealed record Credentials(User User, PasswordHash? Password);
