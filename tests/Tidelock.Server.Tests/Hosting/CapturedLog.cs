using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Tidelock.Server.Tests.Hosting;

/// <summary>
/// Keeps everything that a server logs: the text, the values it was made of, which other loggers write apart, and the
/// scopes around it. Errors also stand in the test's own output.
/// </summary>
internal sealed class CapturedLog : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ITestOutputHelper? _output = TestContext.Current.TestOutputHelper;

    internal IReadOnlyCollection<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => new Log(this, categoryName);

    public void Dispose()
    {
    }

    private static string ValuesOf<TState>(TState state) => state is IEnumerable<KeyValuePair<string, object?>> values
        ? string.Join(' ', values.Select(value => $"{value.Key}={value.Value}"))
        : $"{state}";

    private sealed class Log(CapturedLog all, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            all._lines.Enqueue($"scope {category} {ValuesOf(state)}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        void ILogger.Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            var line = $"{logLevel} {eventId.Id} {formatter(state, exception)} {exception}";
            all._lines.Enqueue($"{line} | {category} {ValuesOf(state)}");
            if (logLevel >= LogLevel.Error)
            {
                all._output?.WriteLine(line);
            }
        }
    }
}
