using System.Buffers.Text;
using Tidelock.Keys;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Sessions;

namespace Tidelock.Server.Tests.Sessions;

/// <summary>Makes a token wrong in one of the ways there are; the same index gives the same token.</summary>
internal sealed class TokenSpoiler(string good, string foreign, KeyRing foreignKeys)
{
    private const int Ways = 6;

    /// <summary>Beside a good token, one that is well formed and tagged by another server's key.</summary>
    internal static async Task<TokenSpoiler> OfAsync(string good)
    {
        await using var other = await RunningServer.StartAsync();
        using var client = new Client(other, Channel.Body);
        await client.SignInAsync();
        return new(good, client.RefreshToken!, other.Ring);
    }

    internal string Spoil(int index)
    {
        var at = 4 + (index / Ways % (good.Length - 4));
        return (index % Ways) switch
        {
            0 => Flip(index / Ways),
            1 => good[..at],
            2 => good.Insert(at, "A"),
            3 => good.Remove(at, 1) + (good[^1] == '-' ? '_' : '-'),
            4 => RunningServer.Forge(foreign, index / Ways, foreignKeys),
            _ => $"garbage-{index}",
        };
    }

    /// <summary>Each of the 312 bits in turn, then pairs of them.</summary>
    private string Flip(int number)
    {
        var bytes = Base64Url.DecodeFromChars(good.AsSpan(4));
        var bits = bytes.Length * 8;
        var first = number % bits;
        bytes[first / 8] ^= (byte)(1 << (first % 8));
        var second = number / bits % bits;
        if (number >= bits && second != first)
        {
            bytes[second / 8] ^= (byte)(1 << (second % 8));
        }

        return "tlr_" + Base64Url.EncodeToString(bytes);
    }
}
