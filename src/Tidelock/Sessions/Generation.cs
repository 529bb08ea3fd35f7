namespace Tidelock.Sessions;

/// <summary>How many times a session's refresh token has been rotated; 0 is the token issued at sign-in.</summary>
public readonly record struct Generation(int Value) : IComparable<Generation>
{
    /// <summary>The highest generation a token can carry (2^31 − 2), so that its successor still fits.</summary>
    public const int MaxValue = int.MaxValue - 1;

    /// <summary>The generation issued at sign-in.</summary>
    public static Generation First => new(0);

    /// <summary>The generation that a rotation of this one gives.</summary>
    public Generation Next => new(checked(Value + 1));

    /// <summary>The number. A record's own text would print <see cref="Next"/>, and its next, without end.</summary>
    public override string ToString() => Value.ToString();

    /// <inheritdoc />
    public int CompareTo(Generation other) => Value.CompareTo(other.Value);

    /// <summary>Compares by age.</summary>
    public static bool operator <(Generation left, Generation right) => left.Value < right.Value;

    /// <summary>Compares by age.</summary>
    public static bool operator >(Generation left, Generation right) => left.Value > right.Value;

    /// <summary>Compares by age.</summary>
    public static bool operator <=(Generation left, Generation right) => left.Value <= right.Value;

    /// <summary>Compares by age.</summary>
    public static bool operator >=(Generation left, Generation right) => left.Value >= right.Value;
}
