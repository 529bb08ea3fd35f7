using System.Buffers.Text;
using System.Text;

namespace Tidelock.Server.Administration.Users;

/// <summary>The secret of a one-time link: 32 random bytes in base64url.</summary>
internal static class OneTimeToken
{
    private const int Length = 32;

    internal static (string Text, Digest Hash) New(IRandomSource random)
    {
        Span<byte> bytes = stackalloc byte[Length];
        random.Fill(bytes);
        var text = Base64Url.EncodeToString(bytes);
        return (text, Digest.Of(Encoding.ASCII.GetBytes(text)));
    }
}
