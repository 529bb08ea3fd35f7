using System.Net;
using Tidelock.Sessions;
using Tidelock.Tokens;
using Tidelock.Users;

namespace Tidelock.Storage.Tests;

/// <summary>Fixed data that every test may lean on.</summary>
internal static class The
{
    /// <summary>With ticks that milliseconds would lose.</summary>
    internal static readonly DateTimeOffset Moment =
        new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero) + TimeSpan.FromTicks(1_234_567);

    internal static readonly PasswordHash Password = new("a verifier");

    internal static readonly PasswordHash NewPassword = new("another verifier");

    internal static readonly Network HomeNetwork = Network.Of(IPAddress.Parse("203.0.113.7"));

    internal static readonly Network OtherNetwork = Network.Of(IPAddress.Parse("2001:db8::1"));

    internal static readonly DeviceContext Laptop = DeviceContext.Of("laptop", "Firefox/Linux");

    internal static readonly DeviceContext Phone = DeviceContext.Of("phone", "Safari/iOS");

    internal static readonly KeyThumbprint Key = new(Digest.Of("key"u8));

    internal static readonly KeyThumbprint OtherKey = new(Digest.Of("other key"u8));

    internal static readonly SessionPolicy Policy = new();

    internal static readonly HeadSigner Signer = new("the-key");
}
