using System.Collections.Frozen;
using Tidelock.Server.Configuration;

namespace Tidelock.Server.Http;

/// <summary>Which pages may call with cookies: the server's own and those of an exact list.</summary>
internal sealed record OriginPolicy(string Own, FrozenSet<string> Others)
{
    internal bool Allows(string origin) => origin == Own || Others.Contains(origin);

    internal static OriginPolicy From(CorsOptions options, PublicAddress address, ConfigurationErrors errors)
    {
        foreach (var origin in options.Origins.Where(origin => !IsOrigin(origin)))
        {
            errors.Add("Tidelock:Cors:Origins", $"'{origin}' is not an exact origin such as https://app.example.com "
                + "(lower case, no path, no wildcard; http for loopback only)");
        }

        return new(address.Origin, options.Origins.ToFrozenSet(StringComparer.Ordinal));
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
        && url.GetLeftPart(UriPartial.Authority) == text;
}
