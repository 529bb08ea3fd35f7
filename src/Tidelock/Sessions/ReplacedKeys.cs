using Tidelock.Tokens;

namespace Tidelock.Sessions;

/// <summary>
/// The keys a session was bound to before. All are kept, because a thief who re-binds twice would otherwise make the
/// store forget the owner's key; when there is no room for one more, the session can't be re-bound again.
/// </summary>
public readonly record struct ReplacedKeys(
    KeyThumbprint? First, KeyThumbprint? Second = null, KeyThumbprint? Third = null, KeyThumbprint? Fourth = null)
{
    /// <summary>Most keys that are kept.</summary>
    public const int Capacity = 4;

    /// <summary>No room for one more.</summary>
    public bool IsFull => Fourth is not null;

    /// <summary>True when <paramref name="key"/> was bound before.</summary>
    public bool Contains(KeyThumbprint key) => First == key || Second == key || Third == key || Fourth == key;

    /// <summary>With one more key.</summary>
    /// <exception cref="InvalidOperationException">There is no room.</exception>
    public ReplacedKeys With(KeyThumbprint key) => this switch
    {
        { First: null } => new(key),
        { Second: null } => this with { Second = key },
        { Third: null } => this with { Third = key },
        { Fourth: null } => this with { Fourth = key },
        _ => throw new InvalidOperationException("There is no room for one more replaced key."),
    };

    /// <summary>The keys in a row, <see cref="Digest.Length"/> bytes each; null when there are none.</summary>
    public byte[]? ToBytes()
    {
        KeyThumbprint?[] keys = [First, Second, Third, Fourth];
        var bytes = keys.Where(key => key is not null).SelectMany(key => key!.Value.Value.ToArray()).ToArray();
        return bytes.Length == 0 ? null : bytes;
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    public static ReplacedKeys Read(ReadOnlySpan<byte> bytes)
    {
        var keys = default(ReplacedKeys);
        for (var start = 0; start < bytes.Length; start += Digest.Length)
        {
            keys = keys.With(new(Digest.Read(bytes.Slice(start, Digest.Length))));
        }

        return keys;
    }
}
