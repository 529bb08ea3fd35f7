using System.Diagnostics;

namespace Tidelock.Load;

/// <summary>Counts answers by their time, in classes of about one percent, while it is open.</summary>
internal sealed class Tally
{
    private const double ClassesPerNaturalLog = 100;
    private const int Classes = 2400;

    private readonly long[] _times = new long[Classes];
    private readonly Lock _lock = new();
    private readonly Dictionary<int, long> _refused = [];
    private long _longest;
    private volatile bool _open;

    /// <summary>Counts from now on.</summary>
    internal void Begin() => _open = true;

    /// <summary>Counts no more.</summary>
    internal void End() => _open = false;

    /// <summary>Counts one answer.</summary>
    internal void Add(int status, long ticks)
    {
        if (!_open)
        {
            return;
        }

        if (status != 200)
        {
            lock (_lock)
            {
                _refused[status] = _refused.GetValueOrDefault(status) + 1;
            }

            return;
        }

        Interlocked.Increment(ref _times[ClassOf(ticks)]);
        for (var longest = Volatile.Read(ref _longest); ticks > longest; longest = Volatile.Read(ref _longest))
        {
            Interlocked.CompareExchange(ref _longest, ticks, longest);
        }
    }

    /// <summary>What it came to.</summary>
    internal LoadResult Result(CpuTimes used)
    {
        var seconds = Stopwatch.GetElapsedTime(0, used.At).TotalSeconds;
        return new()
        {
            Rate = _times.Sum() / seconds,
            Refused = _refused,
            P50 = Quantile(0.5),
            P99 = Quantile(0.99),
            Max = Milliseconds(_longest),
            ServerCpu = used.Server.TotalSeconds / seconds,
            GeneratorCpu = used.Generator.TotalSeconds / seconds,
        };
    }

    private double Quantile(double share)
    {
        var left = (long)Math.Ceiling(_times.Sum() * share);
        for (var index = 0; index < Classes; index++)
        {
            left -= _times[index];
            if (left <= 0)
            {
                return Math.Exp(index / ClassesPerNaturalLog) / 1000;
            }
        }

        return 0;
    }

    private static int ClassOf(long ticks)
    {
        var microseconds = Math.Max(1, Milliseconds(ticks) * 1000);
        return Math.Min(Classes - 1, (int)(Math.Log(microseconds) * ClassesPerNaturalLog));
    }

    private static double Milliseconds(long ticks) => Stopwatch.GetElapsedTime(0, ticks).TotalMilliseconds;
}
