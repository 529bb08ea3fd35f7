using System.Threading.RateLimiting;
using Tidelock.Server.Http;

namespace Tidelock.Server.Limits;

/// <summary>How a request is counted when it asks to be served.</summary>
internal enum AdmissionClass
{
    /// <summary>Refreshes, and everything as light.</summary>
    Normal,

    /// <summary>Costs a password check.</summary>
    PasswordWork,

    /// <summary>Always served: health, or requests that mostly wait and are counted apart.</summary>
    Exempt,
}

/// <summary>
/// Turns requests away before any work starts: before the body is read and before a token can be used up. Nothing
/// queues here, since a client that is told to come back waits better than a socket. Password work has a smaller
/// share of the same places, so that a rush of sign-ins never keeps signed-in people from renewing.
/// </summary>
internal sealed class AdmissionControl : IDisposable
{
    /// <summary>Long enough for a burst to pass, short enough not to be felt.</summary>
    internal static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly ConcurrencyLimiter _all;
    private readonly ConcurrencyLimiter _passwordWork;
    private long _shed;

    public AdmissionControl(LimitPolicy policy)
    {
        _all = Limiter(policy.MaxConcurrent);
        _passwordWork = Limiter(policy.MaxConcurrentSignIns);
    }

    /// <summary>How many requests were turned away since the start.</summary>
    internal long Shed => Interlocked.Read(ref _shed);

    /// <summary>Serves the request or turns it away.</summary>
    internal async Task AdmitAsync(HttpContext http, RequestDelegate next)
    {
        var admission = http.GetEndpoint()?.Metadata.GetMetadata<Admission>()?.Class ?? AdmissionClass.Normal;
        if (admission == AdmissionClass.Exempt)
        {
            await next(http);
            return;
        }

        using var share = admission == AdmissionClass.PasswordWork ? _passwordWork.AttemptAcquire() : null;
        using var place = share is { IsAcquired: false } ? null : _all.AttemptAcquire();
        if (place is not { IsAcquired: true })
        {
            Interlocked.Increment(ref _shed);
            await new Problem(ProblemType.Overloaded) { RetryAfter = RetryAfter }.ExecuteAsync(http);
            return;
        }

        await next(http);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _all.Dispose();
        _passwordWork.Dispose();
    }

    private static ConcurrencyLimiter Limiter(int places) => new(new() { PermitLimit = places, QueueLimit = 0 });
}

/// <summary>Endpoint metadata: how its requests are counted.</summary>
internal sealed record Admission(AdmissionClass Class);
