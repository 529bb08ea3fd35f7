using System.ComponentModel.DataAnnotations;
using Tidelock.Keys;

namespace Tidelock.Server.Administration.Keys;

/// <summary>A key of the ring, without its secret.</summary>
internal sealed record KeyView(
    string Id,
    string Purpose,
    string State,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ActivatedAt,
    DateTimeOffset? RetiredAt,
    DateTimeOffset? CompromisedAt)
{
    internal static KeyView Of(KeyRecord key) => new(
        key.Id,
        KeyPurposes.NameOf(key.Purpose),
        key.State.ToString().ToLowerInvariant(),
        key.CreatedAt,
        key.ActivatedAt,
        key.RetiredAt,
        key.CompromisedAt);
}

/// <summary>The whole ring; it is small.</summary>
internal sealed record KeyList(IReadOnlyList<KeyView> Keys);

/// <summary>Rotates the keys of a purpose now.</summary>
internal sealed record RotateKeysRequest
{
    /// <summary>Which keys: see <see cref="KeyPurposes"/>.</summary>
    [Required, AllowedValues(KeyPurposes.Signing, KeyPurposes.Mac)]
    public string? Purpose { get; init; }
}

/// <summary>Marks a key compromised.</summary>
internal sealed record CompromiseKeyRequest
{
    /// <summary>Longest id that is looked for, in characters.</summary>
    internal const int MaxIdLength = 64;

    /// <summary>What the key is for: see <see cref="KeyPurposes"/>.</summary>
    [Required, AllowedValues(KeyPurposes.Signing, KeyPurposes.Mac)]
    public string? Purpose { get; init; }

    /// <summary>Its id.</summary>
    [Required, MaxLength(MaxIdLength)]
    public string? Id { get; init; }
}

/// <summary>The words for the purposes of keys.</summary>
internal static class KeyPurposes
{
    internal const string Signing = "signing";
    internal const string Mac = "mac";

    internal static string NameOf(KeyPurpose purpose) => purpose == KeyPurpose.Signing ? Signing : Mac;

    internal static KeyPurpose? Find(string? name) => name switch
    {
        Signing => KeyPurpose.Signing,
        Mac => KeyPurpose.Mac,
        _ => null,
    };
}
