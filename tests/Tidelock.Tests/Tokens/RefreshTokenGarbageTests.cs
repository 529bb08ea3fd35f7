using System.Buffers.Text;
using Tidelock.Keys;
using Tidelock.Sessions;
using Tidelock.Tokens;

namespace Tidelock.Tests.Tokens;

public sealed class RefreshTokenGarbageTests
{
    private const int Tokens = 1_000_000;
    private const int AllowedBytes = 4096;
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private readonly KeyRing _ring = Some.Ring();
    private readonly Random _random = new(20260301);
    private readonly byte[] _bytes = new byte[39];
    private readonly char[] _text = new char[RefreshTokenCodec.TextLength + 8];
    private readonly string _good;
    private readonly string _foreign;

    public RefreshTokenGarbageTests()
    {
        var handle = SessionHandle.New(new SeededRandomSource(2));
        _good = RefreshTokenCodec.Write(_ring, new(7), handle, new(3));
        _foreign = RefreshTokenCodec.Write(Some.Ring(), new(7), handle, new(3));
    }

    [Fact]
    public void A_million_pieces_of_garbage_are_refused_without_allocating()
    {
        // Warm up, so that what is compiled or loaded once is not counted.
        Assert.True(RefreshTokenCodec.TryRead(_good, _ring, out _));
        Assert.False(RefreshTokenCodec.TryRead(_foreign, _ring, out _));

        var accepted = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Tokens; i++)
        {
            var text = Garbage(i % 7);
            accepted += RefreshTokenCodec.TryRead(text, _ring, out _) ? 1 : 0;
        }

        Assert.Equal(0, accepted);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, AllowedBytes);
        Assert.True(RefreshTokenCodec.TryRead(_good, _ring, out _));
    }

    private ReadOnlySpan<char> Garbage(int kind) => kind switch
    {
        0 => BitFlipped(),
        1 => _good.AsSpan(0, _random.Next(_good.Length)),
        2 => Extended(),
        3 => _foreign,
        4 => RandomSymbols(),
        5 => RandomCharacters(),
        _ => RandomBytesUnderAKnownKey(),
    };

    private ReadOnlySpan<char> BitFlipped()
    {
        Base64Url.DecodeFromChars(_good.AsSpan(4), _bytes);
        var bit = _random.Next(_bytes.Length * 8);
        _bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        return Encoded();
    }

    private ReadOnlySpan<char> Extended()
    {
        _good.CopyTo(_text);
        var more = _random.Next(1, 9);
        _text.AsSpan(_good.Length, more).Fill('A');
        return _text.AsSpan(0, _good.Length + more);
    }

    private ReadOnlySpan<char> RandomSymbols()
    {
        "tlr_".CopyTo(_text);
        for (var i = 4; i < _good.Length; i++)
        {
            _text[i] = Alphabet[_random.Next(Alphabet.Length)];
        }

        return _text.AsSpan(0, _good.Length);
    }

    private ReadOnlySpan<char> RandomCharacters()
    {
        "tlr_".CopyTo(_text);
        for (var i = 4; i < _good.Length; i++)
        {
            _text[i] = (char)_random.Next(char.MaxValue + 1);
        }

        return _text.AsSpan(0, _good.Length);
    }

    private ReadOnlySpan<char> RandomBytesUnderAKnownKey()
    {
        _random.NextBytes(_bytes);
        _bytes[0] = _ring.ActiveMac.Id;
        return Encoded();
    }

    private ReadOnlySpan<char> Encoded()
    {
        "tlr_".CopyTo(_text);
        Base64Url.EncodeToChars(_bytes, _text.AsSpan(4));
        return _text.AsSpan(0, _good.Length);
    }
}
