using System.Diagnostics.CodeAnalysis;

namespace Tidelock.Users;

/// <summary>The public, random name of a user: `usr_` + base64url of 16 bytes; `sub` in access tokens.</summary>
public readonly record struct UserId(UInt128 Value)
{
    private const string Prefix = "usr_";

    /// <summary>A new random id.</summary>
    public static UserId New(IRandomSource random) => new(PublicId.New(random));

    /// <summary>Parses the canonical text form.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out UserId id)
    {
        var parsed = PublicId.TryParse(Prefix, text, out var value);
        id = parsed ? new(value) : default;
        return parsed;
    }

    /// <summary>The canonical text form.</summary>
    public override string ToString() => PublicId.Format(Prefix, Value);
}
