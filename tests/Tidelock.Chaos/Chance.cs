namespace Tidelock.Chaos;

/// <summary>Seeded choices (SplitMix64): the same seed chooses the same, as far as the machine lets it.</summary>
internal sealed class Chance(ulong seed)
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    private ulong _state = Mix(seed);

    /// <summary>Choices of their own for one of several parties.</summary>
    internal Chance Of(int party) => new(Mix(seed ^ Mix((ulong)party + Step)));

    /// <summary>A number from 0 up to, not including, 1.</summary>
    internal double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True in so many of all cases.</summary>
    internal bool Happens(double probability) => Fraction() < probability;

    /// <summary>A whole number from <paramref name="low"/> up to, not including, <paramref name="high"/>.</summary>
    internal int Whole(int low, int high) => low + (int)(Fraction() * (high - low));

    /// <summary>A time between two, each as likely.</summary>
    internal TimeSpan Between(TimeSpan low, TimeSpan high) => low + ((high - low) * Fraction());

    /// <summary>One of several.</summary>
    internal T OneOf<T>(IReadOnlyList<T> all) => all[Whole(0, all.Count)];

    /// <summary>Bytes that mean nothing.</summary>
    internal byte[] Bytes(int count) => [.. Enumerable.Range(0, count).Select(_ => (byte)(Next() >> 56))];

    private ulong Next() => Mix(_state += Step);

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
