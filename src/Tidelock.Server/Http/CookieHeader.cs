namespace Tidelock.Server.Http;

/// <summary>A cookie as it stands in the request.</summary>
/// <param name="Value">Its value; null when there is none, when it is empty, or when it is repeated.</param>
/// <param name="IsRepeated">Whether the request has several of that name.</param>
internal readonly record struct FoundCookie(string? Value, bool IsRepeated)
{
    /// <summary>Prints nothing of the cookie, which may be a credential.</summary>
    public override string ToString() => "(cookie)";
}

/// <summary>
/// Reads the header <c>Cookie</c>. A neighbour under the same domain can plant a second cookie of our name beside
/// ours, and nothing in the header tells which is which. The framework's collection shows one of the two, and takes
/// names that differ in case for the same.
/// </summary>
internal static class CookieHeader
{
    internal static FoundCookie Find(HttpRequest request, string name)
    {
        string? value = null;
        foreach (var line in request.Headers.Cookie)
        {
            var rest = line.AsSpan();
            foreach (var range in rest.Split(';'))
            {
                var pair = rest[range].Trim();
                var equals = pair.IndexOf('=');
                if (equals < 0 || !pair[..equals].TrimEnd().SequenceEqual(name))
                {
                    continue;
                }

                if (value is not null)
                {
                    return new(null, IsRepeated: true);
                }

                value = pair[(equals + 1)..].TrimStart().ToString();
            }
        }

        return new(string.IsNullOrEmpty(value) ? null : value, IsRepeated: false);
    }
}
