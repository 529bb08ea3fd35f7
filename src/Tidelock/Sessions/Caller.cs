namespace Tidelock.Sessions;

/// <summary>
/// Who is calling, as far as a request can tell: used for judging, for session lists and for the audit log.
/// </summary>
/// <param name="Address">The client's IP address as text; behind configured proxies the forwarded one.</param>
/// <param name="Network">The network of that address.</param>
/// <param name="UserAgent">The user-agent header, cut to <see cref="MaxUserAgentLength"/>; empty when absent.</param>
/// <param name="Device">The device context.</param>
public sealed record Caller(string Address, Network Network, string UserAgent, DeviceContext Device)
{
    /// <summary>Longest user agent that is kept, in characters.</summary>
    public const int MaxUserAgentLength = 256;
}
