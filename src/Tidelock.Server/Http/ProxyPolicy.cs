using System.Net;
using Tidelock.Server.Configuration;

namespace Tidelock.Server.Http;

/// <summary>Whose word on the client's address is believed.</summary>
internal sealed record ProxyPolicy(IReadOnlyList<IPNetwork> Trusted, int Hops)
{
    private const int Ipv4Bits = 32;
    private const int Ipv6Bits = 128;

    /// <summary>Whether <paramref name="address"/> is one of them; one mapped into IPv6 counts as IPv4.</summary>
    internal bool Trusts(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Trusted.Any(network => network.Contains(plain) || network.Contains(address));
    }

    internal static ProxyPolicy From(ProxiesOptions options, ConfigurationErrors errors)
    {
        var networks = new List<IPNetwork>();
        foreach (var text in options.Trusted)
        {
            if (TryParse(text, out var network))
            {
                networks.Add(network);
            }
            else
            {
                errors.Add("Tidelock:Proxies:Trusted", $"'{text}' is not an address or a network such as 10.0.0.0/8");
            }
        }

        return new(networks, options.Hops);
    }

    private static bool TryParse(string text, out IPNetwork network)
    {
        if (IPNetwork.TryParse(text, out network))
        {
            return true;
        }

        if (!IPAddress.TryParse(text, out var address))
        {
            return false;
        }

        network = new(address, address.GetAddressBytes().Length == 4 ? Ipv4Bits : Ipv6Bits);
        return true;
    }
}
