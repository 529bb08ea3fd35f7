using Microsoft.AspNetCore.HttpOverrides;

namespace Tidelock.Server.Http;

/// <summary>
/// Believes X-Forwarded-For from configured proxies and from nobody else. Scheme and host are never taken from a
/// request: the public URL is configured.
/// </summary>
internal static class Forwarding
{
    internal static void Apply(ForwardedHeadersOptions options, ProxyPolicy policy)
    {
        options.ForwardedHeaders = policy.Trusted.Count > 0 ? ForwardedHeaders.XForwardedFor : ForwardedHeaders.None;
        options.ForwardLimit = policy.Hops;
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in policy.Trusted)
        {
            options.KnownIPNetworks.Add(network);
        }
    }
}
