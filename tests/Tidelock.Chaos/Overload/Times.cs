using System.Diagnostics;

namespace Tidelock.Chaos.Overload;

/// <summary>Times of answers, in classes of about one percent.</summary>
internal sealed class Times
{
    private const double ClassesPerNaturalLog = 100;
    private const int Classes = 2400;

    private readonly long[] _counts = new long[Classes];
    private long _longest;

    internal long Count => _counts.Sum();

    internal TimeSpan Longest => Stopwatch.GetElapsedTime(0, Volatile.Read(ref _longest));

    internal void Add(long ticks)
    {
        var microseconds = Math.Max(1, Stopwatch.GetElapsedTime(0, ticks).TotalMicroseconds);
        var index = Math.Min(Classes - 1, (int)(Math.Log(microseconds) * ClassesPerNaturalLog));
        Interlocked.Increment(ref _counts[index]);
        for (var longest = Volatile.Read(ref _longest); ticks > longest; longest = Volatile.Read(ref _longest))
        {
            Interlocked.CompareExchange(ref _longest, ticks, longest);
        }
    }

    /// <summary>The time that so many of all did not exceed; zero when there was none.</summary>
    internal TimeSpan Quantile(double share)
    {
        var left = (long)Math.Ceiling(Count * share);
        for (var index = 0; index < Classes && left > 0; index++)
        {
            left -= _counts[index];
            if (left <= 0)
            {
                return TimeSpan.FromMicroseconds(Math.Exp((index + 1) / ClassesPerNaturalLog));
            }
        }

        return TimeSpan.Zero;
    }
}
