using System.Diagnostics.CodeAnalysis;

namespace Tidelock.Sessions;

/// <summary>
/// The public name of a session: `ses_` + base64url of shard (2 bytes) and 14 random bytes. It appears in access
/// tokens as `sid` and in lists; knowing it gives no access.
/// </summary>
public readonly record struct SessionId(UInt128 Value)
{
    private const string Prefix = "ses_";

    /// <summary>The shard that holds the session.</summary>
    public Shard Shard => new((ushort)(Value >> 112));

    /// <summary>A new random id in <paramref name="shard"/>.</summary>
    public static SessionId New(Shard shard, IRandomSource random) =>
        new((PublicId.New(random) >> 16) | ((UInt128)shard.Value << 112));

    /// <summary>Parses the canonical text form.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out SessionId id)
    {
        var parsed = PublicId.TryParse(Prefix, text, out var value) && (value >> 112) < Shard.Count;
        id = parsed ? new(value) : default;
        return parsed;
    }

    /// <summary>The canonical text form.</summary>
    public override string ToString() => PublicId.Format(Prefix, Value);
}
