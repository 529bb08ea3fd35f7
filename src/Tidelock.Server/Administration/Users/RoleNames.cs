namespace Tidelock.Server.Administration.Users;

/// <summary>What roles may be called: they travel in every access token.</summary>
internal static class RoleNames
{
    /// <summary>Most roles one user may have.</summary>
    internal const int MaxCount = 32;

    /// <summary>Longest name of a role, in characters.</summary>
    internal const int MaxLength = 64;

    /// <summary>What is wrong with a list of roles; null when nothing is.</summary>
    internal static string? Mistake(IReadOnlyList<string>? roles)
    {
        if (roles is null || roles.Count > MaxCount)
        {
            return $"must be a list of at most {MaxCount} roles";
        }

        return roles.All(IsName) ? null : $"each must be 1 to {MaxLength} letters, digits or any of . _ : -";
    }

    /// <summary>Each once, in one order.</summary>
    internal static IReadOnlyList<string> Ordered(IReadOnlyList<string> roles) =>
        [.. roles.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The roles as a detail of an event, cut to what a detail holds.</summary>
    internal static KeyValuePair<string, string> Detail(IReadOnlyList<string> roles)
    {
        var text = string.Join(' ', roles);
        return new("roles", text.Length > Tidelock.Events.EventDraft.MaxDetailLength
            ? text[..Tidelock.Events.EventDraft.MaxDetailLength]
            : text);
    }

    private static bool IsName(string? role) =>
        role is { Length: > 0 and <= MaxLength } && role.All(c => char.IsAsciiLetterOrDigit(c) || ".:_-".Contains(c));
}
