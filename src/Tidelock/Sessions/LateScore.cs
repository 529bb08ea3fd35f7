namespace Tidelock.Sessions;

/// <summary>
/// A leaky count of late answers that were fetched from another network. Honest bad luck leaks away with the
/// rotations that go well; a thief who renews just before the victim, or copied the key as well, fills it. It leaks
/// by rotations and not by time, so that a thief gains nothing by going slowly beside a slow victim.
/// </summary>
/// <param name="Value">The count when it was last raised.</param>
/// <param name="CountedGeneration">The generation that raised it last; each counts once.</param>
public readonly record struct LateScore(double Value, Generation? CountedGeneration)
{
    /// <summary>Above this the session is ended.</summary>
    public const double Limit = 5;

    /// <summary>What one rotation leaks.</summary>
    public const double LeakPerRotation = 0.1;

    /// <summary>The score after one more late answer for <paramref name="generation"/>.</summary>
    public LateScore Raise(Generation generation)
    {
        var rotations = CountedGeneration is { } counted ? generation.Value - counted.Value : 0;
        return new(Math.Max(0, Value - (rotations * LeakPerRotation)) + 1, generation);
    }
}
