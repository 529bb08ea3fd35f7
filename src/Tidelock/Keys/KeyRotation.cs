namespace Tidelock.Keys;

/// <summary>One thing to be done to the ring: the closed set of outcomes of <see cref="KeyRotation"/>.</summary>
public abstract record KeyStep
{
    private KeyStep()
    {
    }

    /// <summary>A key is made, in this state.</summary>
    public sealed record Create(KeyPurpose Purpose, KeyState State) : KeyStep;

    /// <summary>A key moves on.</summary>
    public sealed record Move(KeyRecord Key, KeyState To) : KeyStep;

    /// <summary>A key is marked compromised and moves on (or stays, when it was retired or removed).</summary>
    public sealed record Mark(KeyRecord Key, KeyState To) : KeyStep;
}

/// <summary>
/// Decides which keys are made, promoted, retired and removed. There is always one next key ready, so that a rotation
/// on demand uses a key that verifiers and other nodes already know.
/// </summary>
public static class KeyRotation
{
    /// <summary>Highest id of a MAC key; ids are never used again.</summary>
    public const int MaxMacId = byte.MaxValue;

    /// <summary>What is due at <paramref name="now"/>; for an empty ring, its first keys.</summary>
    /// <param name="keys">Every key of the ring, removed ones too.</param>
    /// <param name="now">The time.</param>
    /// <param name="policy">The rules.</param>
    public static IReadOnlyList<KeyStep> Plan(IReadOnlyList<KeyRecord> keys, DateTimeOffset now, KeyPolicy policy) =>
    [
        .. PlanPurpose(keys, KeyPurpose.Signing, now, policy),
        .. PlanPurpose(keys, KeyPurpose.Mac, now, policy),
    ];

    /// <summary>Rotation on demand, however young the keys are; empty when no id is left for another key.</summary>
    public static IReadOnlyList<KeyStep> PlanNow(IReadOnlyList<KeyRecord> keys, KeyPurpose purpose)
    {
        var replacement = Replace(keys, purpose);
        return replacement.Count > 0 && Find(keys, purpose, KeyState.Active) is { } active
            ? [new KeyStep.Move(active, KeyState.Retired), .. replacement]
            : replacement;
    }

    /// <summary>
    /// A key is compromised. A signing key is removed: nothing it signed is accepted any more. A MAC key only
    /// retires: refreshes by bound keys go on under it, everything else is held. What was active is replaced at once.
    /// Empty when no id is left for a replacement.
    /// </summary>
    public static IReadOnlyList<KeyStep> PlanCompromise(IReadOnlyList<KeyRecord> keys, KeyRecord compromised)
    {
        var to = compromised switch
        {
            { State: KeyState.Removed } or { Purpose: KeyPurpose.Signing } => KeyState.Removed,
            // Nothing honest was ever tagged by a next key.
            { State: KeyState.Next } => KeyState.Removed,
            _ => KeyState.Retired,
        };
        var mark = new KeyStep.Mark(compromised, to);
        var others = keys.Where(key => key.Id != compromised.Id || key.Purpose != compromised.Purpose).ToList();
        switch (compromised.State)
        {
            case KeyState.Active:
                // Ids of the marked key stay taken, hence all keys for counting and the others for choosing.
                var replacement = Replace(others, compromised.Purpose, taken: keys);
                return replacement.Count > 0 ? [mark, .. replacement] : [];
            case KeyState.Next:
                return [mark, .. MakeNext(keys, compromised.Purpose, alsoMade: 0)];
            default:
                return [mark];
        }
    }

    /// <summary>The lowest MAC id that was never used; null when there is none.</summary>
    internal static int? FreeMacId(IReadOnlyList<KeyRecord> keys)
    {
        var free = keys.Where(key => key.Purpose == KeyPurpose.Mac).Select(key => int.Parse(key.Id))
            .DefaultIfEmpty(0).Max() + 1;
        return free <= MaxMacId ? free : null;
    }

    private static List<KeyStep> PlanPurpose(
        IReadOnlyList<KeyRecord> keys, KeyPurpose purpose, DateTimeOffset now, KeyPolicy policy)
    {
        var active = Find(keys, purpose, KeyState.Active);
        var next = Find(keys, purpose, KeyState.Next);
        var steps = new List<KeyStep>();
        if (active is null)
        {
            steps.AddRange(Replace(keys, purpose));
        }
        else if (next is null)
        {
            steps.AddRange(MakeNext(keys, purpose, alsoMade: 0));
        }
        else if (now - Activation(active) >= policy.RotationOf(purpose)
            && now - next.CreatedAt >= policy.PublishAhead)
        {
            steps.Add(new KeyStep.Move(active, KeyState.Retired));
            steps.AddRange(Replace(keys, purpose));
        }

        steps.AddRange(keys
            .Where(key => key.Purpose == purpose && key.State == KeyState.Retired)
            .Where(key => now - (key.RetiredAt ?? key.CreatedAt) >= policy.RetentionOf(purpose))
            .Select(key => new KeyStep.Move(key, KeyState.Removed)));
        return steps;
    }

    /// <summary>A new active key, and a new next one behind it.</summary>
    private static IReadOnlyList<KeyStep> Replace(
        IReadOnlyList<KeyRecord> keys, KeyPurpose purpose, IReadOnlyList<KeyRecord>? taken = null)
    {
        taken ??= keys;
        if (Find(keys, purpose, KeyState.Next) is { } next)
        {
            return [new KeyStep.Move(next, KeyState.Active), .. MakeNext(taken, purpose, alsoMade: 0)];
        }

        return CanMake(taken, purpose, alsoMade: 0)
            ? [new KeyStep.Create(purpose, KeyState.Active), .. MakeNext(taken, purpose, alsoMade: 1)]
            : [];
    }

    private static IReadOnlyList<KeyStep> MakeNext(IReadOnlyList<KeyRecord> keys, KeyPurpose purpose, int alsoMade) =>
        CanMake(keys, purpose, alsoMade) ? [new KeyStep.Create(purpose, KeyState.Next)] : [];

    private static bool CanMake(IReadOnlyList<KeyRecord> keys, KeyPurpose purpose, int alsoMade) =>
        purpose == KeyPurpose.Signing || FreeMacId(keys) + alsoMade <= MaxMacId;

    private static KeyRecord? Find(IReadOnlyList<KeyRecord> keys, KeyPurpose purpose, KeyState state) =>
        keys.SingleOrDefault(key => key.Purpose == purpose && key.State == state);

    private static DateTimeOffset Activation(KeyRecord key) => key.ActivatedAt ?? key.CreatedAt;
}
