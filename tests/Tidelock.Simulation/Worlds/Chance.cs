namespace Tidelock.Simulation.Worlds;

/// <summary>The kinds of choices a world makes, kept apart so that one kind does not disturb the others.</summary>
internal enum Topic
{
    /// <summary>When people are active.</summary>
    Life,

    /// <summary>What the network loses, delays and changes.</summary>
    Line,

    /// <summary>Crashes, copies, evictions, thefts.</summary>
    Fate,

    /// <summary>Ids and secrets.</summary>
    Ids,
}

/// <summary>
/// Seeded choices of one topic (SplitMix64). Zero is always the choice in which nothing happens, so that a tape with
/// zeros tells a shorter story.
/// </summary>
internal sealed class Chance(ulong seed, Topic topic, Tape? tape) : IRandomSource
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    private ulong _state = Mix(seed + (Step * (ulong)(topic + 1)));

    /// <summary>A number from 0 up to, not including, 1.</summary>
    internal double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True in so many of all cases.</summary>
    internal bool Happens(double probability) => Fraction() >= 1 - probability && probability > 0;

    /// <summary>A whole number from <paramref name="low"/> up to, not including, <paramref name="high"/>.</summary>
    internal int Whole(int low, int high) => low + (int)(Fraction() * (high - low));

    /// <summary>A time between two, each as likely.</summary>
    internal TimeSpan Between(TimeSpan low, TimeSpan high) => low + ((high - low) * Fraction());

    /// <summary>A time between two, short ones as likely as long ones.</summary>
    internal TimeSpan AnyScale(TimeSpan low, TimeSpan high) => low * Math.Pow(high / low, Fraction());

    /// <summary>The time until something that happens on average every <paramref name="mean"/>.</summary>
    internal TimeSpan Until(TimeSpan mean) => mean * -Math.Log(1 - Fraction());

    /// <inheritdoc />
    public void Fill(Span<byte> destination)
    {
        // Ids are not part of the story: a tape never holds them, and zeros would make them all the same.
        for (var index = 0; index < destination.Length; index++)
        {
            destination[index] = (byte)(Draw() >> 56);
        }
    }

    private ulong Next()
    {
        var fresh = Draw();
        return tape is null ? fresh : tape.Take((int)topic, fresh);
    }

    private ulong Draw() => Mix(_state += Step);

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
