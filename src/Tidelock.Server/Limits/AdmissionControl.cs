using System.Threading.RateLimiting;
using Tidelock.Server.Administration.Access;
using Tidelock.Server.Http;
using Tidelock.Server.Sessions;
using Tidelock.Sessions;

namespace Tidelock.Server.Limits;

/// <summary>How a request is counted when it asks to be served.</summary>
internal enum AdmissionClass
{
    /// <summary>Refreshes, and everything as light.</summary>
    Normal,

    /// <summary>Costs a password check.</summary>
    PasswordWork,

    /// <summary>
    /// Mostly waits. Has places apart, and once they are taken is counted as any other and must not wait.
    /// </summary>
    Waiting,

    /// <summary>Always served: health.</summary>
    Exempt,
}

/// <summary>
/// Turns requests away before any work starts and before a token can be used up. Nothing queues here, since a client
/// that is told to come back waits better than a socket. A place is taken when the body has arrived, so that slow
/// senders hold none. Password work has a smaller share of the same places, so that a rush of sign-ins never keeps
/// signed-in people from renewing; and one address has a part of all, so that it never keeps out the others.
/// <para>
/// An address at its limit gets 429 and not 503: it is that client who asks for too much, while the server is well. A
/// balancer in front would take 503 for a sick node and pass the flood on to the next.
/// </para>
/// </summary>
internal sealed class AdmissionControl : IDisposable
{
    private readonly ConcurrencyLimiter _all;
    private readonly ConcurrencyLimiter _passwordWork;
    private readonly ConcurrencyLimiter? _waiting;
    private readonly NetworkTally _byAddress;
    private readonly NetworkTally _passwordWorkByAddress;
    private readonly NetworkTally _waitingByAddress;
    private readonly int _maxWaiting;
    private readonly BodyArrival _arrival;
    private readonly TurnedAway _turnedAway;

    public AdmissionControl(LimitPolicy policy, TurnedAway turnedAway, TimeProvider clock)
    {
        _all = Limiter(policy.MaxConcurrent);
        _passwordWork = Limiter(policy.MaxConcurrentSignIns);
        _maxWaiting = policy.MaxWaiting;
        _waiting = policy.MaxWaiting == 0 ? null : Limiter(policy.MaxWaiting);
        _byAddress = new(policy.MaxConcurrentPerAddress);
        _passwordWorkByAddress = new(policy.MaxConcurrentSignInsPerAddress);
        _waitingByAddress = new(policy.MaxWaitingPerAddress);
        _arrival = new(policy.MaxArriving, clock);
        _turnedAway = turnedAway;
    }

    /// <summary>How many requests may wait, and do or are about to.</summary>
    internal long Waiting => _waiting is null
        ? 0
        : _maxWaiting - (_waiting.GetStatistics()?.CurrentAvailablePermits ?? _maxWaiting);

    /// <summary>Serves the request or turns it away.</summary>
    internal async Task AdmitAsync(HttpContext http, RequestDelegate next)
    {
        var admission = http.GetEndpoint()?.Metadata.GetMetadata<Admission>()?.Class ?? AdmissionClass.Normal;
        if (admission == AdmissionClass.Exempt || IsOperators(http))
        {
            await next(http);
        }
        else if (await ServeAsync(http, next, admission) is { } refusal)
        {
            _turnedAway.Count(http, refusal);
            await refusal.ExecuteAsync(http);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _all.Dispose();
        _passwordWork.Dispose();
        _waiting?.Dispose();
    }

    /// <summary>The admin socket has no address, and must be open when everything else is full.</summary>
    private static bool IsOperators(HttpContext http) => http.Features.Get<IOperatorConnection>() is not null;

    /// <summary>The problem of a request that was not served.</summary>
    private async ValueTask<Problem?> ServeAsync(HttpContext http, RequestDelegate next, AdmissionClass admission)
    {
        var from = Network.Of(CallerReader.AddressOf(http));
        if (admission == AdmissionClass.Waiting && await TryServeWaitingAsync(http, next, from))
        {
            return null;
        }

        if (!_byAddress.TryEnter(from))
        {
            return Problem.TooManyAtOnce();
        }

        try
        {
            return await _arrival.WaitAsync(http) ?? (admission == AdmissionClass.PasswordWork
                ? await ServePasswordWorkAsync(http, next, from)
                : await ServeAsync(http, next));
        }
        finally
        {
            _byAddress.Leave(from);
        }
    }

    /// <summary>False, and nothing was done, when no more may wait.</summary>
    private async ValueTask<bool> TryServeWaitingAsync(HttpContext http, RequestDelegate next, Network from)
    {
        if (!_waitingByAddress.TryEnter(from))
        {
            return false;
        }

        try
        {
            using var place = _waiting?.AttemptAcquire();
            if (place is not { IsAcquired: true })
            {
                return false;
            }

            http.Features.Set(MayWait.Feature);
            await next(http);
            return true;
        }
        finally
        {
            _waitingByAddress.Leave(from);
        }
    }

    private async ValueTask<Problem?> ServePasswordWorkAsync(HttpContext http, RequestDelegate next, Network from)
    {
        if (!_passwordWorkByAddress.TryEnter(from))
        {
            return Problem.TooManyAtOnce();
        }

        try
        {
            using var share = _passwordWork.AttemptAcquire();
            return share.IsAcquired ? await ServeAsync(http, next) : Problem.Busy();
        }
        finally
        {
            _passwordWorkByAddress.Leave(from);
        }
    }

    private async ValueTask<Problem?> ServeAsync(HttpContext http, RequestDelegate next)
    {
        using var place = _all.AttemptAcquire();
        if (!place.IsAcquired)
        {
            return Problem.Busy();
        }

        await next(http);
        return null;
    }

    private static ConcurrencyLimiter Limiter(int places) => new(new() { PermitLimit = places, QueueLimit = 0 });
}

/// <summary>Endpoint metadata: how its requests are counted.</summary>
internal sealed record Admission(AdmissionClass Class);

/// <summary>A feature of requests that may wait.</summary>
internal sealed record MayWait
{
    internal static readonly MayWait Feature = new();
}
