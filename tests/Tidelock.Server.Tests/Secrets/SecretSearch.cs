using System.Buffers.Text;
using System.Text;

namespace Tidelock.Server.Tests.Secrets;

/// <summary>
/// Looks for secrets in anything that was written down: as they are, and in base64, base64url, hexadecimal and escaped
/// for a URL or for JSON. Base64 is looked for at each of its three alignments, so that a secret inside of something
/// larger is seen too.
/// </summary>
internal sealed class SecretSearch
{
    /// <summary>Shorter ones would be found by chance.</summary>
    private const int MinLength = 8;

    private readonly Dictionary<string, string> _forms = new(StringComparer.Ordinal);

    /// <summary>How many secrets are looked for.</summary>
    internal int Count { get; private set; }

    internal void Add(string name, string secret)
    {
        if (secret.Length < MinLength || _forms.ContainsKey(secret))
        {
            return;
        }

        Remember(secret, name, "as it is");
        Remember(Uri.EscapeDataString(secret), name, "escaped for a URL");
        Remember(System.Text.Json.JsonEncodedText.Encode(secret).ToString(), name, "escaped for JSON");
        Add(name, Encoding.UTF8.GetBytes(secret));
    }

    internal void Add(string name, ReadOnlySpan<byte> secret)
    {
        if (secret.Length < MinLength)
        {
            return;
        }

        Count++;
        Remember(Convert.ToHexString(secret), name, "in hexadecimal");
        Remember(Convert.ToHexStringLower(secret), name, "in hexadecimal");
        Remember(Encoding.Latin1.GetString(secret), name, "as bytes");
        foreach (var offset in new[] { 0, 1, 2 })
        {
            var text = Aligned(secret, offset);
            Remember(text, name, "in base64url");
            Remember(text.Replace('-', '+').Replace('_', '/'), name, "in base64");
        }
    }

    /// <summary>What is found in <paramref name="text"/>: the secret and its form.</summary>
    internal IEnumerable<string> FindIn(string text) =>
        from form in _forms
        where text.Contains(form.Key, StringComparison.Ordinal)
        select form.Value;

    private void Remember(string form, string name, string what) => _forms.TryAdd(form, $"{name} {what}");

    /// <summary>The symbols that are the same whatever stands before and behind.</summary>
    private static string Aligned(ReadOnlySpan<byte> secret, int offset)
    {
        byte[] padded = [.. new byte[offset], .. secret];
        var text = Base64Url.EncodeToString(padded);
        var first = ((offset * 8) + 5) / 6;
        var last = padded.Length * 8 / 6;
        return text[first..last];
    }
}
