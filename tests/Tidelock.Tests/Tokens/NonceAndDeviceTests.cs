using System.Buffers.Text;
using FsCheck;
using FsCheck.Fluent;
using Tidelock.Keys;
using Tidelock.Tokens;
using Tidelock.Users;

namespace Tidelock.Tests.Tokens;

public sealed class NonceAndDeviceTests
{
    private static readonly KeyRing Ring = Some.Ring();

    [Theory]
    [InlineData(-60, true)]
    [InlineData(-61, false)]
    [InlineData(0, true)]
    [InlineData(299, true)]
    [InlineData(300, false)]
    public void A_nonce_is_fresh_for_five_minutes(int ageInSeconds, bool fresh)
    {
        var nonce = DpopNonce.Issue(Ring, The.Moment);
        Assert.Equal(fresh, DpopNonce.IsFresh(nonce, Ring, The.Moment.AddSeconds(ageInSeconds)));
    }

    [Fact]
    public void Every_change_to_a_nonce_or_a_device_is_refused()
    {
        var nonce = DpopNonce.Issue(Ring, The.Moment);
        var device = DeviceToken.New(new SeededRandomSource(3)).With(The.User).Write(Ring);
        EveryChange(nonce, prefix: 0, text => DpopNonce.IsFresh(text, Ring, The.Moment));
        EveryChange(device, prefix: 4, text => DeviceToken.TryRead(text, Ring, out _));
    }

    [Fact]
    public void Another_ring_knows_neither()
    {
        var other = Some.Ring();
        Assert.False(DpopNonce.IsFresh(DpopNonce.Issue(other, The.Moment), Ring, The.Moment));
        Assert.False(DeviceToken.TryRead(DeviceToken.New(new SeededRandomSource(3)).Write(other), Ring, out _));
    }

    [Fact]
    public void A_device_is_read_back_with_its_last_four_users()
    {
        Prop.ForAll(Gen.ListOf(Gen.Choose(1, 8)).ToArbitrary(), numbers =>
        {
            var users = numbers.Select(number => new UserId((UInt128)number)).ToList();
            var device = users.Aggregate(DeviceToken.New(new SeededRandomSource(4)), (one, user) => one.With(user));
            var last = Enumerable.Reverse(users).Distinct().Take(DeviceToken.MaxUsers).ToHashSet();

            var text = device.Write(Ring);

            return text.Length <= DeviceToken.MaxTextLength
                && DeviceToken.TryRead(text, Ring, out var read)
                && read!.DeviceId == device.DeviceId
                && Enumerable.Range(1, 8).Select(number => new UserId((UInt128)number))
                    .All(user => read.IsKnownTo(user) == last.Contains(user));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_device_id_fits_a_device_context_and_names_nobody()
    {
        var one = DeviceToken.New(new SeededRandomSource(5)).With(The.User);
        var two = DeviceToken.New(new SeededRandomSource(6)).With(The.User);
        Assert.InRange(one.DeviceId.Length, 1, Tidelock.Sessions.DeviceContext.MaxDeviceIdLength);
        Assert.Equal("(device token)", one.ToString());
        var (marksOfOne, marksOfTwo) = (Bytes(one)[17..25], Bytes(two)[17..25]);
        Assert.NotEqual(marksOfOne, marksOfTwo);
    }

    [Fact]
    public async Task Under_a_compromised_key_a_device_keeps_its_id_and_knows_nobody_and_a_nonce_is_worthless()
    {
        var keeper = Some.Keeper(new());
        var device = DeviceToken.New(new SeededRandomSource(5)).With(The.User);
        var (text, nonce) = (device.Write(keeper.Current), DpopNonce.Issue(keeper.Current, The.Moment));

        await keeper.CompromiseAsync(
            KeyPurpose.Mac, keeper.Current.ActiveMac.Id.ToString(), new(Tidelock.Events.Actor.LocalOperator), default);

        Assert.True(DeviceToken.TryRead(text, keeper.Current, out var read));
        Assert.Equal(device.DeviceId, read!.DeviceId);
        Assert.False(read.IsKnownTo(The.User));
        Assert.False(DpopNonce.IsFresh(nonce, keeper.Current, The.Moment));
    }

    private static byte[] Bytes(DeviceToken token) => Base64Url.DecodeFromChars(token.Write(Ring).AsSpan(4));

    private static void EveryChange(string text, int prefix, Func<string, bool> accepts)
    {
        Assert.True(accepts(text));
        var bytes = Base64Url.DecodeFromChars(text.AsSpan(prefix));
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(accepts(text[..prefix] + Base64Url.EncodeToString(bytes)), $"bit {bit}");
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        for (var length = 0; length < text.Length; length++)
        {
            Assert.False(accepts(text[..length]));
            Assert.False(accepts(text[..length] + '\u0141' + text[(length + 1)..]));
        }

        foreach (var more in new[] { "A", "=", " ", "AAAA", text })
        {
            Assert.False(accepts(text + more));
        }
    }
}
