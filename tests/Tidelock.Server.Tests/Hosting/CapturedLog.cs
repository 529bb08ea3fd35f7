using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Tidelock.Server.Tests.Hosting;

/// <summary>Keeps every line that a server logs; errors also stand in the test's own output.</summary>
internal sealed class CapturedLog : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ITestOutputHelper? _output = TestContext.Current.TestOutputHelper;

    internal IReadOnlyCollection<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => new Log(this);

    public void Dispose()
    {
    }

    private sealed class Log(CapturedLog all) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        void ILogger.Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            var line = $"{logLevel} {eventId.Id} {formatter(state, exception)} {exception}";
            all._lines.Enqueue(line);
            if (logLevel >= LogLevel.Error)
            {
                all._output?.WriteLine(line);
            }
        }
    }
}
