using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Tidelock.Sessions;

/// <summary>
/// The device a request says it comes from: its device-id cookie (or client instance id) together with the family
/// of its user agent. Kept as 16 bytes of a hash; equality is all that is ever asked of it.
/// </summary>
public readonly record struct DeviceContext(UInt128 Value)
{
    /// <summary>Longest device id that is looked at, in characters.</summary>
    public const int MaxDeviceIdLength = 64;

    /// <summary>The context of a device id and a user-agent family such as <c>Firefox/Linux</c>.</summary>
    public static DeviceContext Of(string deviceId, string userAgentFamily)
    {
        var text = $"{deviceId}\0{userAgentFamily}";
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), digest);
        return new(BinaryPrimitives.ReadUInt128BigEndian(digest));
    }
}
