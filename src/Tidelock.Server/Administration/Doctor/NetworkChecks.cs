using Tidelock.Server.Configuration;

namespace Tidelock.Server.Administration.Doctor;

/// <summary>What clients reach the server by, and what it believes of where they are.</summary>
internal static class NetworkChecks
{
    internal static IEnumerable<CheckView> Run(Policies policies, string? unknownProxy) =>
        [PublicUrl(policies), Proxies(policies, unknownProxy), Cookies(policies)];

    private static CheckView PublicUrl(Policies policies) => policies.Address.IsHttps
        ? new("public URL", CheckView.Ok, policies.Address.Origin, null)
        : new(
            "public URL",
            CheckView.Warning,
            $"{policies.Address.Origin} works on this machine only.",
            "Set Tidelock:PublicUrl to the https address that clients use.");

    private static CheckView Proxies(Policies policies, string? unknownProxy)
    {
        if (policies.Proxies.Trusted.Any(network => network.PrefixLength == 0))
        {
            return new(
                "proxies",
                CheckView.Problem,
                "Every address is a trusted proxy: any client may claim any address.",
                "Name your proxies only in Tidelock:Proxies:Trusted.");
        }

        if (unknownProxy is not null)
        {
            return new(
                "proxies",
                CheckView.Warning,
                $"{unknownProxy} names other addresses in X-Forwarded-For, and is not believed.",
                "If it is your proxy, name it in Tidelock:Proxies:Trusted; all its clients look like one otherwise.");
        }

        return policies.Address.IsHttps && policies.Proxies.Trusted.Count == 0
            ? new(
                "proxies",
                CheckView.Warning,
                "No proxy is trusted.",
                "If a proxy stands in front, name it in Tidelock:Proxies:Trusted; all clients look like one otherwise.")
            : new("proxies", CheckView.Ok, $"{policies.Proxies.Trusted.Count} networks of proxies are trusted.", null);
    }

    private static CheckView Cookies(Policies policies)
    {
        var cookies = policies.Cookies;
        var finding = $"{cookies.RefreshName}, SameSite={cookies.SameSite}, Secure={(cookies.Secure ? "yes" : "no")}.";
        if (!cookies.Secure)
        {
            return new("cookies", CheckView.Warning, finding, "Without https they are for trying out only.");
        }

        return cookies.SameSite == SameSiteMode.None
            ? new("cookies", CheckView.Warning, finding, "Strict or Lax, where the pages are on the same site.")
            : new("cookies", CheckView.Ok, finding, null);
    }
}
