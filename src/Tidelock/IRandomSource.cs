using System.Security.Cryptography;

namespace Tidelock;

/// <summary>Where every random byte of the product comes from, so that a seeded world can replay itself.</summary>
public interface IRandomSource
{
    /// <summary>Fills <paramref name="destination"/> with random bytes.</summary>
    void Fill(Span<byte> destination);
}

/// <summary>The operating system's cryptographic generator; the only one a real server uses.</summary>
public sealed class SystemRandomSource : IRandomSource
{
    /// <inheritdoc />
#pragma warning disable RS0030 // This is the one place the ban points to.
    public void Fill(Span<byte> destination) => RandomNumberGenerator.Fill(destination);
#pragma warning restore RS0030
}
