using System.ComponentModel.DataAnnotations;
using Tidelock.Server.Passwords;
using Tidelock.Server.Sessions;
using Tidelock.Users;

namespace Tidelock.Server.Users;

internal sealed record ChangePasswordRequest
{
    [Required, MaxLength(PasswordPolicy.MaxLength)]
    public string? CurrentPassword { get; init; }

    [Required, MaxLength(PasswordPolicy.MaxLength)]
    public string? NewPassword { get; init; }

    /// <summary>Prints nothing of the passwords.</summary>
    public override string ToString() => "(password change)";
}

internal sealed record ResetPasswordRequest
{
    [Required, MaxLength(LinkToken.MaxTextLength)]
    public string? Token { get; init; }

    [Required, MaxLength(PasswordPolicy.MaxLength)]
    public string? NewPassword { get; init; }

    /// <summary>Prints nothing of token and password.</summary>
    public override string ToString() => "(password reset)";
}

internal sealed record FirstAdministratorRequest
{
    [Required, MaxLength(LinkToken.MaxTextLength)]
    public string? Token { get; init; }

    [Required, MaxLength(LoginName.MaxLength)]
    public string? Username { get; init; }

    [Required, MaxLength(PasswordPolicy.MaxLength)]
    public string? Password { get; init; }

    [MaxLength(LoginName.MaxLength)]
    public string? Email { get; init; }

    /// <summary>Prints nothing of token and password.</summary>
    public override string ToString() => "(first administrator)";
}

internal sealed record MeAnswer(
    string Id, string Name, string? Email, IReadOnlyList<string> Roles, SessionView Session);

internal sealed record UserCreatedAnswer(string Id, string Name);
