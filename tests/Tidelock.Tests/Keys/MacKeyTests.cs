using System.Security.Cryptography;
using Tidelock.Keys;

namespace Tidelock.Tests.Keys;

public sealed class MacKeyTests
{
    private static readonly byte[] Secret = [.. Enumerable.Range(0, MacKey.SecretLength).Select(i => (byte)i)];
    private static readonly MacKey Key = new(
        new()
        {
            Id = "9",
            Purpose = KeyPurpose.Mac,
            State = KeyState.Active,
            CreatedAt = The.Moment,
            PublicKey = [],
            SealedSecret = [],
        },
        Secret);

    [Fact]
    public void A_tag_is_the_front_of_the_HMAC_of_context_zero_byte_and_data()
    {
        var tag = new byte[MacKey.TagLength];
        Key.Tag("context"u8, "data"u8, tag);

        Assert.Equal(HMACSHA256.HashData(Secret, "context\0data"u8)[..MacKey.TagLength], tag);
        Assert.True(Key.Matches("context"u8, "data"u8, tag));
        Assert.False(Key.Matches("contextd"u8, "ata"u8, tag));
        Assert.False(Key.Matches("context"u8, "data"u8, tag.AsSpan(0, MacKey.TagLength - 1)));
    }

    [Fact]
    public void Input_beyond_the_bound_is_a_bug_of_the_caller() => Assert.Throws<ArgumentException>(
        () => Key.Tag("context"u8, new byte[MacKey.MaxInputLength - 7], new byte[MacKey.TagLength]));
}
