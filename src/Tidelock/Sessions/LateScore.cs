namespace Tidelock.Sessions;

/// <summary>
/// A leaky count of late answers that were fetched from another network. Honest bad luck leaks away; a thief who
/// renews just before the victim, or copied the key as well, fills it.
/// </summary>
/// <param name="Value">The count at <paramref name="At"/>.</param>
/// <param name="At">When it was last raised.</param>
/// <param name="CountedGeneration">The generation that raised it last; each counts once.</param>
public readonly record struct LateScore(double Value, DateTimeOffset At, Generation? CountedGeneration)
{
    /// <summary>Above this the session is ended.</summary>
    public const double Limit = 5;

    /// <summary>One count leaks away in this time.</summary>
    public static readonly TimeSpan LeakTime = TimeSpan.FromHours(2);

    /// <summary>The score after one more late answer for <paramref name="generation"/>.</summary>
    public LateScore Raise(Generation generation, DateTimeOffset now)
    {
        var leaked = Math.Max(0, (now - At) / LeakTime);
        return new(Math.Max(0, Value - leaked) + 1, now, generation);
    }
}
