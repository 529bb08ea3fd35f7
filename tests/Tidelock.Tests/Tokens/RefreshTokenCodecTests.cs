using System.Buffers.Text;
using FsCheck;
using FsCheck.Fluent;
using Tidelock.Keys;
using Tidelock.Sessions;
using Tidelock.Tests.Keys;
using Tidelock.Tokens;

namespace Tidelock.Tests.Tokens;

public sealed class RefreshTokenCodecTests
{
    private const int ByteLength = 39;
    private static readonly KeyRing Ring = Some.Ring();
    private static readonly SessionHandle Handle = SessionHandle.New(new SeededRandomSource(1));

    [Fact]
    public void What_was_written_is_read_back()
    {
        var inputs =
            from shard in Gen.Choose(0, Shard.Count - 1)
            from generation in Gen.OneOf(Gen.Choose(0, Generation.MaxValue), Gen.Constant(Generation.MaxValue))
            from seed in Gen.Choose(0, int.MaxValue)
            select (shard, generation, seed);
        Prop.ForAll(inputs.ToArbitrary(), input =>
        {
            var handle = SessionHandle.New(new SeededRandomSource(input.seed));
            var (shard, generation) = (new Shard((ushort)input.shard), new Generation(input.generation));

            var text = RefreshTokenCodec.Write(Ring, shard, handle, generation);

            return RefreshTokenCodec.TryRead(text, Ring, out var token)
                && token == new RefreshToken(Ring.ActiveMac.Id, shard, handle, generation, MacKeyCompromised: false);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_form_is_the_documented_one()
    {
        var text = RefreshTokenCodec.Write(Ring, new(0x0ABC), Handle, new(0x01020304));

        Assert.StartsWith("tlr_", text, StringComparison.Ordinal);
        Assert.Equal(RefreshTokenCodec.TextLength, text.Length);
        var bytes = Base64Url.DecodeFromChars(text.AsSpan(4));
        Assert.Equal(ByteLength, bytes.Length);
        Assert.Equal([Ring.ActiveMac.Id, 0x0A, 0xBC], bytes[..3]);
        Assert.Equal([1, 2, 3, 4], bytes[19..23]);
        var tag = new byte[MacKey.TagLength];
        Ring.ActiveMac.Tag("tidelock refresh token v1"u8, bytes.AsSpan(0, 23), tag);
        Assert.Equal(tag, bytes[23..]);
    }

    [Fact]
    public void Every_single_bit_flip_is_refused()
    {
        var bytes = Base64Url.DecodeFromChars(RefreshTokenCodec.Write(Ring, new(7), Handle, new(3)).AsSpan(4));
        for (var bit = 0; bit < ByteLength * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Refuse("tlr_" + Base64Url.EncodeToString(bytes));
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.True(RefreshTokenCodec.TryRead("tlr_" + Base64Url.EncodeToString(bytes), Ring, out _));
    }

    [Fact]
    public void Every_truncation_and_every_extension_is_refused()
    {
        var text = RefreshTokenCodec.Write(Ring, new(7), Handle, new(3));
        for (var length = 0; length < text.Length; length++)
        {
            Refuse(text[..length]);
            Refuse(text[(length + 1)..]);
        }

        foreach (var more in new[] { "A", "=", " ", "\n", "\0", "AAAA", text })
        {
            Refuse(text + more);
            Refuse(more + text);
        }
    }

    [Theory]
    [InlineData(' ')]
    [InlineData('=')]
    [InlineData('%')]
    [InlineData('\n')]
    [InlineData('+')]
    [InlineData('/')]
    [InlineData('.')]
    [InlineData('\u0141')]
    [InlineData('\uD800')]
    public void A_symbol_that_is_no_base64url_is_refused_in_every_place(char symbol)
    {
        var text = RefreshTokenCodec.Write(Ring, new(7), Handle, new(3));
        for (var place = 0; place < text.Length; place++)
        {
            Refuse(text[..place] + symbol + text[(place + 1)..]);
        }
    }

    [Theory]
    [InlineData(0x1000, 0u)]
    [InlineData(0xFFFF, 0u)]
    [InlineData(0, 0x7FFFFFFFu)]
    [InlineData(0, 0x80000000u)]
    [InlineData(0, 0xFFFFFFFFu)]
    public void A_good_tag_over_a_shard_or_generation_out_of_range_is_refused(int shard, uint generation)
    {
        Refuse(Tagged(Ring.ActiveMac, (ushort)shard, generation));
        Assert.True(RefreshTokenCodec.TryRead(Tagged(Ring.ActiveMac, 0x0FFF, 0x7FFFFFFE), Ring, out _));
    }

    [Theory]
    [InlineData(Shard.Count, 0)]
    [InlineData(0, -1)]
    [InlineData(0, int.MaxValue)]
    public void Nothing_out_of_range_is_written(int shard, int generation) =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => RefreshTokenCodec.Write(Ring, new((ushort)shard), Handle, new(generation)));

    [Fact]
    public void A_tag_made_for_another_purpose_is_refused()
    {
        var bytes = Base64Url.DecodeFromChars(RefreshTokenCodec.Write(Ring, new(7), Handle, new(3)).AsSpan(4));
        Ring.ActiveMac.Tag("tidelock device v1"u8, bytes.AsSpan(0, 23), bytes.AsSpan(23));
        Refuse("tlr_" + Base64Url.EncodeToString(bytes));
    }

    [Fact]
    public void A_token_of_another_ring_is_refused()
    {
        var other = Some.Ring();
        Assert.Equal(Ring.ActiveMac.Id, other.ActiveMac.Id);
        Refuse(RefreshTokenCodec.Write(other, new(7), Handle, new(3)));
    }

    [Fact]
    public async Task A_token_lives_on_under_a_retired_key_and_dies_with_a_removed_one()
    {
        var clock = The.Clock;
        var store = new InMemoryKeyStore();
        var keeper = Some.Keeper(store, clock);
        var text = RefreshTokenCodec.Write(keeper.Current, new(7), Handle, new(3));

        clock.Advance(TimeSpan.FromDays(180));
        await keeper.RotateDueAsync(default);
        Assert.NotEqual(text, RefreshTokenCodec.Write(keeper.Current, new(7), Handle, new(3)));
        Assert.True(RefreshTokenCodec.TryRead(text, keeper.Current, out var token));
        Assert.False(token.MacKeyCompromised);

        clock.Advance(TimeSpan.FromDays(366));
        await keeper.RotateDueAsync(default);
        Assert.False(RefreshTokenCodec.TryRead(text, keeper.Current, out _));
    }

    [Fact]
    public async Task A_token_under_a_compromised_key_says_so()
    {
        var keeper = Some.Keeper(new());
        var text = RefreshTokenCodec.Write(keeper.Current, new(7), Handle, new(3));

        await keeper.CompromiseAsync(
            KeyPurpose.Mac, keeper.Current.ActiveMac.Id.ToString(), new(Tidelock.Events.Actor.LocalOperator), default);

        Assert.True(RefreshTokenCodec.TryRead(text, keeper.Current, out var old));
        Assert.True(old.MacKeyCompromised);
        var renewed = RefreshTokenCodec.Write(keeper.Current, new(7), Handle, new(4));
        Assert.True(RefreshTokenCodec.TryRead(renewed, keeper.Current, out var fresh));
        Assert.False(fresh.MacKeyCompromised);
    }

    [Fact]
    public void A_token_prints_nothing_of_its_handle()
    {
        var text = RefreshTokenCodec.Write(Ring, new(7), Handle, new(3));
        Assert.True(RefreshTokenCodec.TryRead(text, Ring, out var token));
        Span<byte> secret = stackalloc byte[SessionHandle.Length];
        Handle.Write(secret);
        Assert.DoesNotContain(Convert.ToHexString(secret), token.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("(session handle)", token.ToString(), StringComparison.Ordinal);
    }

    private static void Refuse(string text)
    {
        Assert.False(RefreshTokenCodec.TryRead(text, Ring, out var token), text);
        Assert.Equal(default, token);
    }

    private static string Tagged(MacKey key, ushort shard, uint generation)
    {
        var bytes = new byte[ByteLength];
        bytes[0] = key.Id;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(1), shard);
        Handle.Write(bytes.AsSpan(3));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(19), generation);
        key.Tag("tidelock refresh token v1"u8, bytes.AsSpan(0, 23), bytes.AsSpan(23));
        return "tlr_" + Base64Url.EncodeToString(bytes);
    }
}
