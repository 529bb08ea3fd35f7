using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Tidelock.Sessions;

/// <summary>
/// Where a request came from, coarse enough to survive an address change inside a household: the IPv4 address, or
/// the /64 of an IPv6 address. IPv4 values fit into 32 bits; no routed IPv6 prefix does, so the two never collide.
/// </summary>
public readonly record struct Network(long Value)
{
    private const int PrefixBytes = 8;

    /// <summary>64:ff9b::/96 (RFC 6052): the last four bytes are the IPv4 address behind a NAT64.</summary>
    private static ReadOnlySpan<byte> Nat64Prefix => [0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>The network of <paramref name="address"/>; an IPv4 address mapped into IPv6 counts as IPv4.</summary>
    public static Network Of(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        Span<byte> bytes = stackalloc byte[16];
        plain.TryWriteBytes(bytes, out _);
        if (plain.AddressFamily == AddressFamily.InterNetwork)
        {
            return new(BinaryPrimitives.ReadUInt32BigEndian(bytes));
        }

        return bytes.StartsWith(Nat64Prefix)
            ? new(BinaryPrimitives.ReadUInt32BigEndian(bytes[Nat64Prefix.Length..]))
            : new(BinaryPrimitives.ReadInt64BigEndian(bytes[..PrefixBytes]));
    }
}
