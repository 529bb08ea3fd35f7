using Tidelock.Server.Http;
using Tidelock.Storage;

namespace Tidelock.Server.Health;

/// <summary>One word: <c>live</c>, <c>ready</c> or <c>store_unavailable</c>.</summary>
internal sealed record HealthAnswer(string Status);

/// <summary>Whether the process lives, and whether it can serve.</summary>
internal sealed class HealthEndpoints(IDatabase database, TimeProvider clock) : IDisposable
{
    /// <summary>Probes come from several watchers; the database is asked once in this time.</summary>
    private static readonly TimeSpan CacheTime = TimeSpan.FromSeconds(1);

    /// <summary>A probe that waits longer has its answer.</summary>
    private static readonly TimeSpan CheckLimit = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _oneAtATime = new(1);
    private (long At, DatabaseHealth Health)? _last;

    /// <summary>`GET /health/live`: answers as long as the process does.</summary>
    internal static Task LiveAsync(HttpContext http) => WriteAsync(http, "live", StatusCodes.Status200OK);

    /// <summary>`GET /health/ready`: 503 while the store can't take changes.</summary>
    internal async Task ReadyAsync(HttpContext http)
    {
        var health = await CheckAsync(http.RequestAborted);
        await (health.Writable
            ? WriteAsync(http, "ready", StatusCodes.Status200OK)
            : WriteAsync(http, "store_unavailable", StatusCodes.Status503ServiceUnavailable));
    }

    /// <inheritdoc />
    public void Dispose() => _oneAtATime.Dispose();

    private async Task<DatabaseHealth> CheckAsync(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            if (_last is not { } last || clock.GetElapsedTime(last.At) >= CacheTime)
            {
                // Counted from the answer: while the database hangs, every probe would wait for its own otherwise.
                var health = await AskAsync(cancellationToken);
                _last = last = (clock.GetTimestamp(), health);
            }

            return last.Health;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private async Task<DatabaseHealth> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await database.CheckAsync(cancellationToken).AsTask()
                .WaitAsync(CheckLimit, clock, cancellationToken);
        }
        catch (Exception error) when (error is StoreUnavailableException or TimeoutException)
        {
            return new(Writable: false, error.Message, SizeBytes: 0, FreeDiskBytes: null);
        }
    }

    private static Task WriteAsync(HttpContext http, string status, int code) =>
        new Answer<HealthAnswer>(new(status), ApiJson.Default.HealthAnswer, code).ExecuteAsync(http);
}
