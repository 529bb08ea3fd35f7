namespace Tidelock.Storage.Sqlite.Users;

/// <summary>A user's roles in one column: one a line.</summary>
internal static class UserRoles
{
    private const char Separator = '\n';

    /// <summary>Reads the column.</summary>
    public static IReadOnlyList<string> Read(string text) => text.Length == 0 ? [] : text.Split(Separator);

    /// <summary>Writes the column.</summary>
    /// <exception cref="ArgumentException">A role is empty or has a line break in it.</exception>
    public static string Write(IReadOnlyList<string> roles) =>
        roles.Any(role => role.Length == 0 || role.Contains(Separator, StringComparison.Ordinal))
            ? throw new ArgumentException("A role has one line of text.", nameof(roles))
            : string.Join(Separator, roles);
}
