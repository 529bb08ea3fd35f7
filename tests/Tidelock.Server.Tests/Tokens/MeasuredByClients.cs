using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Server.Tokens;

namespace Tidelock.Server.Tests.Tokens;

/// <summary>Hears what one server counts of its clients: each as <c>name value tag=value</c>.</summary>
internal sealed class MeasuredByClients : IDisposable
{
    private readonly ConcurrentQueue<string> _heard = new();
    private readonly MeterListener _listener = new();

    internal MeasuredByClients(RunningServer server)
    {
        var own = server.Get<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == ClientMetrics.MeterName && instrument.Meter.Scope == own)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Hear(instrument, $"{value}", tags));
        _listener.SetMeasurementEventCallback<double>(
            (instrument, value, tags, _) => Hear(instrument, FormattableString.Invariant($"{value}"), tags));
        _listener.Start();
    }

    internal IReadOnlyCollection<string> Heard => _heard;

    public void Dispose() => _listener.Dispose();

    private void Hear(Instrument instrument, string value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var words = new List<string> { instrument.Name, value };
        foreach (var (key, tag) in tags)
        {
            words.Add($"{key}={tag}");
        }

        _heard.Enqueue(string.Join(' ', words));
    }
}
