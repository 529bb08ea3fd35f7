using System.Diagnostics.Metrics;

namespace Tidelock.Server.Tokens;

/// <summary>
/// What clients measure, summed up for operators. Tags have closed sets of values and never name anybody, so that the
/// number of series is bounded whatever is sent.
/// </summary>
internal sealed class ClientMetrics
{
    internal const string MeterName = "Tidelock";

    internal const string RenewalDuration = "tidelock.client.renewal.duration";
    internal const string LockWait = "tidelock.client.lock.wait";
    internal const string Delivery = "tidelock.client.delivery";
    internal const string Renewals = "tidelock.client.renewals";
    internal const string Issues = "tidelock.client.issues";
    internal const string Signals = "tidelock.client.signals";

    private const double MillisecondsPerSecond = 1000;

    /// <summary>Bounds of the buckets, in seconds; 50 ms and 1 s are what a client warns from.</summary>
    private static readonly double[] Seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    private readonly Histogram<double> _renewalDuration;
    private readonly Histogram<double> _lockWait;
    private readonly Histogram<double> _delivery;
    private readonly Counter<long> _renewals;
    private readonly Counter<long> _issues;
    private readonly Counter<long> _signals;

    public ClientMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _renewalDuration = Times(meter, RenewalDuration, "How long clients waited for a renewal.");
        _lockWait = Times(meter, LockWait, "How long tabs waited for the lock that they share.");
        _delivery = Times(meter, Delivery, "How long a new token took from one tab to another.");
        _renewals = meter.CreateCounter<long>(Renewals, "{renewal}", "Renewals as clients saw them come out.");
        _issues = meter.CreateCounter<long>(Issues, "{page}", "Pages that found something wrong where they run.");
        _signals = meter.CreateCounter<long>(Signals, "{signal}", "What a client that is left alone never sees.");
    }

    /// <summary>Counts what was checked before.</summary>
    internal void Count(ClientEventsRequest told)
    {
        Record(_renewalDuration, told.RenewalTimes);
        Record(_lockWait, told.LockWaits);
        Record(_delivery, told.Deliveries);
        Add(_renewals, "outcome", told.Renewals?.Counts);
        Add(_signals, "kind", told.Signals?.Counts);
        foreach (var code in told.Issues ?? [])
        {
            _issues.Add(1, new KeyValuePair<string, object?>("code", code));
        }
    }

    private static Histogram<double> Times(Meter meter, string name, string description) => meter.CreateHistogram(
        name, "s", description, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = Seconds });

    private static void Record(Histogram<double> histogram, int[]? times)
    {
        foreach (var time in times ?? [])
        {
            histogram.Record(time / MillisecondsPerSecond);
        }
    }

    private static void Add(
        Counter<long> counter, string tag, IEnumerable<(string Word, string Field, int Count)>? counts)
    {
        foreach (var (word, _, count) in counts ?? [])
        {
            if (count > 0)
            {
                counter.Add(count, new KeyValuePair<string, object?>(tag, word));
            }
        }
    }
}
