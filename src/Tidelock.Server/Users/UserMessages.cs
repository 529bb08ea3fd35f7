using Tidelock.Server.Sessions;

namespace Tidelock.Server.Users;

internal sealed record ChangePasswordRequest
{
    public string? CurrentPassword { get; init; }

    public string? NewPassword { get; init; }

    /// <summary>Prints nothing of the passwords.</summary>
    public override string ToString() => "(password change)";
}

internal sealed record ResetPasswordRequest
{
    public string? Token { get; init; }

    public string? NewPassword { get; init; }

    /// <summary>Prints nothing of token and password.</summary>
    public override string ToString() => "(password reset)";
}

internal sealed record FirstAdministratorRequest
{
    public string? Token { get; init; }

    public string? Username { get; init; }

    public string? Password { get; init; }

    public string? Email { get; init; }

    /// <summary>Prints nothing of token and password.</summary>
    public override string ToString() => "(first administrator)";
}

internal sealed record MeAnswer(
    string Id, string Name, string? Email, IReadOnlyList<string> Roles, SessionView Session);

internal sealed record UserCreatedAnswer(string Id, string Name);
