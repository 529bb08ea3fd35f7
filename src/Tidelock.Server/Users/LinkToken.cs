using System.Buffers.Text;
using System.Text;

namespace Tidelock.Server.Users;

/// <summary>The secret of a one-time link: 32 random bytes. Prints nothing of itself.</summary>
internal readonly record struct LinkToken
{
    /// <summary>Longest text that is looked at, in characters.</summary>
    internal const int MaxTextLength = 64;

    private const int ByteLength = 32;

    private LinkToken(string text) => Text = text;

    /// <summary>The text that stands in the link; never logged.</summary>
    internal string Text { get; }

    /// <summary>What the store keeps instead.</summary>
    internal Digest Hash => HashOf(Text);

    internal static LinkToken New(IRandomSource random)
    {
        Span<byte> bytes = stackalloc byte[ByteLength];
        random.Fill(bytes);
        return new(Base64Url.EncodeToString(bytes));
    }

    /// <summary>The hash to look up for a text that somebody presents.</summary>
    internal static Digest HashOf(string text) => Digest.Of(Encoding.UTF8.GetBytes(text));

    /// <summary>Prints nothing of the secret.</summary>
    public override string ToString() => "(link token)";
}
