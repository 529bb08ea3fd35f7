namespace Tidelock.Tests;

/// <summary>One byte over and over: 0x00 for no jitter at all, 0xFF for the most.</summary>
internal sealed class FixedRandomSource(byte value) : IRandomSource
{
    public void Fill(Span<byte> destination) => destination.Fill(value);
}
