using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Tidelock.Users;

/// <summary>
/// A user name or e-mail address in the form in which two spellings of one name are equal: NFKC, lower case,
/// no white space at the ends.
/// </summary>
public readonly record struct LoginName
{
    /// <summary>Longest name, in characters after normalisation.</summary>
    public const int MaxLength = 128;

    private LoginName(string value) => Value = value;

    /// <summary>The normalised text.</summary>
    public string Value { get; }

    /// <summary>
    /// Normalises <paramref name="text"/>; false when it is empty, too long or has control characters.
    /// </summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out LoginName name)
    {
        name = default;
        if (string.IsNullOrWhiteSpace(text) || text.Length > MaxLength * 2 || !IsWellFormed(text))
        {
            return false;
        }

        var normal = text.Trim().Normalize(NormalizationForm.FormKC).ToLowerInvariant();
        if (normal.Length is 0 or > MaxLength || normal.Any(char.IsControl))
        {
            return false;
        }

        name = new(normal);
        return true;
    }

    /// <summary>The normalised text.</summary>
    public override string ToString() => Value ?? string.Empty;

    /// <summary>A lone surrogate can't be normalised.</summary>
    private static bool IsWellFormed(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar)
            {
                return false;
            }
        }

        return true;
    }
}
