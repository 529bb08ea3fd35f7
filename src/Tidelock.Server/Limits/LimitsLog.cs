namespace Tidelock.Server.Limits;

/// <summary>What the limits write to the log.</summary>
internal static partial class LimitsLog
{
    [LoggerMessage(1301, LogLevel.Warning,
        "One address asked for more at once than its part (Tidelock:Limits:MaxConcurrentPerAddress), and was turned "
        + "away.")]
    internal static partial void AddressAtItsLimit(ILogger logger);

    [LoggerMessage(1302, LogLevel.Warning,
        "An address that sends X-Forwarded-For and is not trusted asked for more at once than its part, and was turned "
        + "away. If it is your proxy, name it in Tidelock:Proxies:Trusted: its clients share one part otherwise.")]
    internal static partial void ProxyNotTrusted(ILogger logger);

    [LoggerMessage(1303, LogLevel.Warning,
        "More connections were opened than are allowed (Tidelock:Limits:MaxConnections, and a part of them for each "
        + "address), and were closed.")]
    internal static partial void ConnectionsClosed(ILogger logger);
}
