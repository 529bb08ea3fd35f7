using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Tidelock.Users;

/// <summary>
/// A user name or e-mail address in the form in which two spellings of one name are equal. Names to sign in with are
/// printable ASCII without spaces, so that no two of them look alike and no two encodings of one exist; a name with
/// an <c>@</c> is an e-mail address. What people want to be called is for the application to keep.
/// </summary>
public readonly record struct LoginName
{
    /// <summary>Longest name, in characters.</summary>
    public const int MaxLength = 128;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+/=?^_`{|}~@-");

    private LoginName(string value) => Value = value;

    /// <summary>The normalised text: lower case, without white space at the ends.</summary>
    public string Value { get; }

    /// <summary>Normalises <paramref name="text"/>; false when it is empty, too long or has other characters.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out LoginName name)
    {
        name = default;
        var trimmed = text.AsSpan().Trim();
        if (trimmed.Length is 0 or > MaxLength || trimmed.ContainsAnyExcept(Allowed))
        {
            return false;
        }

        name = new(trimmed.ToString().ToLowerInvariant());
        return true;
    }

    /// <summary>The normalised text.</summary>
    public override string ToString() => Value ?? string.Empty;
}
