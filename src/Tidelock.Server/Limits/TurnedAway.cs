using Tidelock.Server.Http;

namespace Tidelock.Server.Limits;

/// <summary>
/// What was turned away since the start, and a word in the log when an operator may have to act: a proxy that is not
/// trusted makes all of its clients look like one address, whose limit they then share.
/// </summary>
internal sealed class TurnedAway(TimeProvider clock, ILogger<TurnedAway> logger)
{
    /// <summary>At least so long between two warnings of one sort: a flood must not fill the log.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(10);

    /// <summary>Is gone, or shorter, where a trusted proxy sent it.</summary>
    private const string ForwardedHeader = "X-Forwarded-For";

    private readonly long _start = clock.GetTimestamp();
    private long _forWantOfPlaces;
    private long _byAddress;
    private long _throughProxy;
    private long _connections;
    private long _addressWarnedAt = long.MinValue;
    private long _proxyWarnedAt = long.MinValue;
    private long _connectionsWarnedAt = long.MinValue;

    /// <summary>Requests, since the server had as much to do as it takes on.</summary>
    internal long ForWantOfPlaces => Interlocked.Read(ref _forWantOfPlaces);

    /// <summary>Requests, since their address had its part.</summary>
    internal long ByAddress => Interlocked.Read(ref _byAddress);

    /// <summary>Those of the latter that seem to come through a proxy that is not trusted.</summary>
    internal long ThroughProxy => Interlocked.Read(ref _throughProxy);

    /// <summary>Connections.</summary>
    internal long Connections => Interlocked.Read(ref _connections);

    /// <summary>Counts a request.</summary>
    internal void Count(HttpContext http, Problem refusal)
    {
        if (refusal.Type == ProblemType.Overloaded)
        {
            Interlocked.Increment(ref _forWantOfPlaces);
        }
        else if (refusal.Type == ProblemType.RateLimited)
        {
            CountByAddress(http.Request.Headers.ContainsKey(ForwardedHeader));
        }
    }

    /// <summary>Counts a connection.</summary>
    internal void CountConnection()
    {
        Interlocked.Increment(ref _connections);
        if (IsDue(ref _connectionsWarnedAt))
        {
            LimitsLog.ConnectionsClosed(logger);
        }
    }

    private void CountByAddress(bool isForwarded)
    {
        Interlocked.Increment(ref _byAddress);
        if (isForwarded)
        {
            Interlocked.Increment(ref _throughProxy);
        }

        if (isForwarded && IsDue(ref _proxyWarnedAt))
        {
            LimitsLog.ProxyNotTrusted(logger);
        }
        else if (!isForwarded && IsDue(ref _addressWarnedAt))
        {
            LimitsLog.AddressAtItsLimit(logger);
        }
    }

    private bool IsDue(ref long warnedAt)
    {
        var now = clock.GetElapsedTime(_start).Ticks;
        var before = Interlocked.Read(ref warnedAt);
        return now - Quiet.Ticks >= before && Interlocked.CompareExchange(ref warnedAt, now, before) == before;
    }
}
