using Tidelock.Events;

namespace Tidelock.Keys;

/// <summary>
/// Joins the rings of two states of one store, such as a backup and the database that it replaces. No key comes back
/// to an earlier state, and none that was marked compromised loses its mark.
/// </summary>
public static class KeyUnion
{
    /// <summary>The keys of <paramref name="ring"/> that change, and those it lacks.</summary>
    /// <param name="ring">The ring that goes on.</param>
    /// <param name="other">The ring that is left behind.</param>
    /// <param name="now">When keys that can't both be in use retire.</param>
    public static IReadOnlyList<KeyRecord> Changes(
        IReadOnlyList<KeyRecord> ring, IReadOnlyList<KeyRecord> other, DateTimeOffset now)
    {
        var before = ring.ToDictionary(NameOf);
        var after = new Dictionary<(KeyPurpose, string), KeyRecord>(before);
        foreach (var theirs in other)
        {
            after[NameOf(theirs)] = before.TryGetValue(NameOf(theirs), out var ours) ? Join(ours, theirs) : theirs;
        }

        foreach (var purpose in Enum.GetValues<KeyPurpose>())
        {
            KeepOne(after, purpose, KeyState.Active, key => key with { State = KeyState.Retired, RetiredAt = now });
            KeepOne(after, purpose, KeyState.Next, key => key with { State = KeyState.Removed, SealedSecret = [] });
        }

        return [.. after.Values.Where(key => !before.TryGetValue(NameOf(key), out var old) || old != key)];
    }

    /// <summary>What is told of <paramref name="changes"/> to <paramref name="ring"/>: one event for each.</summary>
    /// <param name="ring">The ring before them.</param>
    /// <param name="changes">What <see cref="Changes"/> gave.</param>
    /// <param name="by">Who joins the rings.</param>
    /// <param name="now">When.</param>
    public static IEnumerable<EventDraft> Told(
        IReadOnlyList<KeyRecord> ring, IReadOnlyList<KeyRecord> changes, Initiator by, DateTimeOffset now)
    {
        var before = ring.ToDictionary(NameOf);
        return changes.Select(key => KeyRingChange.Told(before.GetValueOrDefault(NameOf(key)), key, by, now));
    }

    private static (KeyPurpose Purpose, string Id) NameOf(KeyRecord key) => (key.Purpose, key.Id);

    private static KeyRecord Join(KeyRecord ours, KeyRecord theirs)
    {
        var further = theirs.State > ours.State ? theirs : ours;
        var compromisedAt = ours.CompromisedAt is { } at && !(theirs.CompromisedAt < at) ? at : theirs.CompromisedAt;
        if (further == ours && compromisedAt == ours.CompromisedAt)
        {
            return ours;
        }

        // Two states of one store may have given one number to two keys. Then ours keeps its secret.
        var isSame = theirs.CreatedAt == ours.CreatedAt && theirs.PublicKey.AsSpan().SequenceEqual(ours.PublicKey);
        return ours with
        {
            State = further.State,
            ActivatedAt = ours.ActivatedAt ?? theirs.ActivatedAt,
            RetiredAt = further.RetiredAt ?? ours.RetiredAt,
            CompromisedAt = compromisedAt,
            SealedSecret = isSame || further.State == KeyState.Removed ? further.SealedSecret : ours.SealedSecret,
        };
    }

    /// <summary>States that parted have each an active key of their own; the newest stays.</summary>
    private static void KeepOne(
        Dictionary<(KeyPurpose, string), KeyRecord> keys, KeyPurpose purpose, KeyState state,
        Func<KeyRecord, KeyRecord> moveOn)
    {
        var tooMany = keys.Values.Where(key => key.Purpose == purpose && key.State == state)
            .OrderByDescending(key => key.ActivatedAt ?? key.CreatedAt)
            .Skip(1)
            .ToList();
        foreach (var key in tooMany)
        {
            keys[NameOf(key)] = moveOn(key);
        }
    }
}
