using System.Collections.Frozen;
using System.Text;

namespace Tidelock.Server.Passwords;

/// <summary>
/// What makes a password acceptable (NIST SP 800-63B): length, not among those that everybody tries first, not the
/// name. No rules on kinds of characters: they make passwords worse.
/// </summary>
internal sealed class PasswordRules(PasswordPolicy policy)
{
    private const string ListName = "common-passwords.txt";

    private static readonly FrozenSet<string> Common = ReadList();

    /// <summary>What is wrong with a new password; empty when it is good.</summary>
    /// <param name="password">The password.</param>
    /// <param name="names">The names and addresses of its user.</param>
    internal IReadOnlyList<string> Check(string password, params IEnumerable<string?> names)
    {
        var wrong = new List<string>();
        if (password.Length < policy.MinLength)
        {
            wrong.Add($"must have at least {policy.MinLength} characters");
        }

        if (password.Length > PasswordPolicy.MaxLength)
        {
            wrong.Add($"must have at most {PasswordPolicy.MaxLength} characters");
        }

        if (!IsText(password))
        {
            wrong.Add("has characters that are not text");
        }

        if (policy.RefuseCommon && Common.Contains(password))
        {
            wrong.Add("is one of the passwords that are tried first");
        }

        if (names.OfType<string>().Any(name => IsNamed(password, name)))
        {
            wrong.Add("must not be the name or the e-mail address");
        }

        return wrong;
    }

    /// <summary>Two keyboards may spell one letter by different code points; both are the same password.</summary>
    internal static string Normalize(string password) =>
        IsText(password) ? password.Normalize(NormalizationForm.FormKC) : password;

    private static bool IsText(string password)
    {
        foreach (var rune in password.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar || Rune.IsControl(rune))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsNamed(string password, string name) =>
        name.Equals(password, StringComparison.OrdinalIgnoreCase)
        || name.Split('@')[0].Equals(password, StringComparison.OrdinalIgnoreCase);

    private static FrozenSet<string> ReadList()
    {
        using var stream = typeof(PasswordRules).Assembly.GetManifestResourceStream(ListName)
            ?? throw new InvalidOperationException($"The resource {ListName} is missing.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }
}
