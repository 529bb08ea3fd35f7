using Tidelock.Chaos.Nodes;

namespace Tidelock.Chaos.Overload;

/// <summary>Looks at a node's resident memory ten times a second.</summary>
internal sealed class MemoryWatch(Node node)
{
    private const double Megabyte = 1 << 20;

    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    private readonly List<double> _samples = [];

    /// <summary>The most in the first half of the time, in megabytes.</summary>
    internal double FirstHalf => _samples.Take(Math.Max(1, _samples.Count / 2)).DefaultIfEmpty().Max();

    /// <summary>The most in the second half.</summary>
    internal double SecondHalf => _samples.Skip(_samples.Count / 2).DefaultIfEmpty().Max();

    /// <summary>What it is now, in megabytes.</summary>
    internal double Now => node.Resident / Megabyte;

    /// <summary>Looks until that is done.</summary>
    internal async Task<T> WhileAsync<T>(Task<T> work)
    {
        while (!work.IsCompleted)
        {
            _samples.Add(Now);
            await Task.WhenAny(work, Task.Delay(Beat, TimeProvider.System));
        }

        return await work;
    }
}
