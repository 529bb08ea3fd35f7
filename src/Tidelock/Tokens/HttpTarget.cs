using System.Buffers;

namespace Tidelock.Tokens;

/// <summary>Compares the `htu` of a proof with the URL of a request (RFC 9449 §4.3, check 9).</summary>
internal static class HttpTarget
{
    /// <summary>Longest `htu` that is looked at, in characters.</summary>
    internal const int MaxLength = 2048;

    /// <summary>What <see cref="Uri"/> forgives or strips, and no URL of a request contains.</summary>
    private static readonly SearchValues<char> Forbidden =
        SearchValues.Create([.. Enumerable.Range(0, ' ' + 1).Select(code => (char)code), '\\', '\x7F']);

    /// <summary>
    /// True when both name the same target after syntax- and scheme-based normalisation (RFC 3986 §6.2.2, §6.2.3):
    /// case of scheme and host, default port, dot segments, needless escapes; query and fragment don't count.
    /// </summary>
    internal static bool IsSame(string htu, Uri requested) =>
        htu.Length <= MaxLength
        && htu.AsSpan().IndexOfAny(Forbidden) < 0
        && Uri.TryCreate(htu, UriKind.Absolute, out var claimed)
        && claimed.Scheme is "http" or "https"
        && claimed.UserInfo.Length == 0
        && string.Equals(
            claimed.GetLeftPart(UriPartial.Path), requested.GetLeftPart(UriPartial.Path), StringComparison.Ordinal);
}
