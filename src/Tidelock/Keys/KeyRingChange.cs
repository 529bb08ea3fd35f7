using Tidelock.Events;

namespace Tidelock.Keys;

/// <summary>The steps of a plan carried out on records, with the events that tell of them.</summary>
/// <param name="Ring">Every key after the change.</param>
/// <param name="Written">Those that are new or changed.</param>
/// <param name="Events">One per step.</param>
internal sealed record KeyRingChange(
    IReadOnlyList<KeyRecord> Ring, IReadOnlyList<KeyRecord> Written, IReadOnlyList<EventDraft> Events)
{
    internal static KeyRingChange Of(
        IReadOnlyList<KeyRecord> keys, IReadOnlyList<KeyStep> steps, KeyMint mint, Initiator by, DateTimeOffset now)
    {
        var ring = keys.ToList();
        var written = new List<KeyRecord>();
        var events = new List<EventDraft>();
        foreach (var step in steps)
        {
            var (before, after) = step switch
            {
                KeyStep.Create create => (null, Made(create, ring, mint, now)),
                KeyStep.Move move => (move.Key, Moved(move.Key, move.To, now)),
                KeyStep.Mark mark => (mark.Key, Moved(mark.Key, mark.To, now) with { CompromisedAt = now }),
                _ => throw new ArgumentOutOfRangeException(nameof(steps)),
            };
            ring.RemoveAll(key => key.Purpose == after.Purpose && key.Id == after.Id);
            ring.Add(after);
            written.Add(after);
            events.Add(Told(before, after, by, now));
        }

        return new(ring, written, events);
    }

    private static KeyRecord Made(KeyStep.Create create, List<KeyRecord> ring, KeyMint mint, DateTimeOffset now)
    {
        var macId = KeyRotation.FreeMacId(ring) ?? 0;
        return mint.Make(create.Purpose, create.State, macId, now);
    }

    private static KeyRecord Moved(KeyRecord key, KeyState to, DateTimeOffset now) => key with
    {
        State = to,
        ActivatedAt = to == KeyState.Active ? now : key.ActivatedAt,
        RetiredAt = to == KeyState.Retired ? key.RetiredAt ?? now : key.RetiredAt,
        SealedSecret = to == KeyState.Removed ? [] : key.SealedSecret,
    };

    /// <summary>What is told of one key; that it is compromised comes before anything else.</summary>
    internal static EventDraft Told(KeyRecord? before, KeyRecord after, Initiator by, DateTimeOffset now)
    {
        var kind = after.CompromisedAt is not null && before?.CompromisedAt is null ? EventCatalogue.KeyCompromised
            : before is null ? EventCatalogue.KeyCreated
            : EventCatalogue.KeyTransitioned;
        var facts = new List<KeyValuePair<string, string>>
        {
            new("id", after.Id),
            new("purpose", Word(after.Purpose)),
            new("state", Word(after.State)),
        };
        if (before is not null)
        {
            facts.Add(new("from", Word(before.State)));
        }

        return by.Does(kind, now, facts);
    }

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
