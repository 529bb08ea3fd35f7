namespace Tidelock.Sessions;

/// <summary>
/// The refreshes of one minute: plain rotations leave no event of their own, so that this is what is known of them.
/// </summary>
/// <param name="Minute">Its start.</param>
/// <param name="Rotations">How many rotations were made.</param>
/// <param name="Latencies">How many answers fell into each class of <see cref="LatencyScale"/>.</param>
public sealed record RefreshMinute(DateTimeOffset Minute, long Rotations, IReadOnlyList<long> Latencies);

/// <summary>The classes into which the times of answers are sorted.</summary>
public static class LatencyScale
{
    /// <summary>Upper bounds in milliseconds, each included; one more class holds all that took longer.</summary>
    public static IReadOnlyList<int> UpperBounds { get; } = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

    /// <summary>How many classes there are.</summary>
    public static int Count => UpperBounds.Count + 1;

    /// <summary>The class of an answer that took this long.</summary>
    public static int ClassOf(TimeSpan took)
    {
        var index = 0;
        while (index < UpperBounds.Count && took > TimeSpan.FromMilliseconds(UpperBounds[index]))
        {
            index++;
        }

        return index;
    }
}
