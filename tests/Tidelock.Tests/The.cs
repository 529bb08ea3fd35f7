using System.Net;
using Microsoft.Extensions.Time.Testing;
using Tidelock.Sessions;
using Tidelock.Tokens;
using Tidelock.Users;

namespace Tidelock.Tests;

/// <summary>Fixed data that every test may lean on.</summary>
internal static class The
{
    internal static readonly DateTimeOffset Moment = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    /// <summary>A clock of the test's own that stands at <see cref="Moment"/> until it is moved.</summary>
    internal static FakeTimeProvider Clock => new(Moment);

    internal static readonly UserId User = new(UInt128.Parse("212345678901234567890123456789"));

    internal static readonly Network HomeNetwork = Network.Of(IPAddress.Parse("203.0.113.7"));

    internal static readonly Network OtherNetwork = Network.Of(IPAddress.Parse("198.51.100.9"));

    internal static readonly DeviceContext Laptop = DeviceContext.Of("laptop", "Firefox/Linux");

    internal static readonly DeviceContext Phone = DeviceContext.Of("phone", "Safari/iOS");

    internal static readonly KeyThumbprint Key = new(Digest.Of("key"u8));

    internal static readonly KeyThumbprint OtherKey = new(Digest.Of("other key"u8));

    internal const int Epoch = 1;
}
