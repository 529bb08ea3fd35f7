using System.Buffers.Text;
using System.Text;

namespace Tidelock.Tokens;

/// <summary>JWK SHA-256 thumbprints (RFC 7638): the digest of a key's required members in order of name.</summary>
internal static class JwkThumbprint
{
    /// <summary>The thumbprint of a P-256 key.</summary>
    internal static KeyThumbprint OfP256(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y) => Of(
        new("crv", "P-256"),
        new("kty", "EC"),
        new("x", Base64Url.EncodeToString(x)),
        new("y", Base64Url.EncodeToString(y)));

    /// <summary>
    /// The thumbprint of required members, given in ordinal order. Their values need no escaping: they are names of
    /// curves and key types, and base64url.
    /// </summary>
    internal static KeyThumbprint Of(params ReadOnlySpan<KeyValuePair<string, string>> members)
    {
        var json = new StringBuilder("{");
        foreach (var (name, value) in members)
        {
            json.Append(json.Length > 1 ? "," : string.Empty).Append($"\"{name}\":\"{value}\"");
        }

        return new(Digest.Of(Encoding.UTF8.GetBytes(json.Append('}').ToString())));
    }
}
