using Tidelock.Server.Configuration;

namespace Tidelock.Server.Http;

/// <summary>How cookies are named and set.</summary>
/// <param name="RefreshName">The refresh cookie.</param>
/// <param name="DeviceName">The device cookie.</param>
/// <param name="Secure">Over https only.</param>
/// <param name="SameSite">Their SameSite attribute.</param>
/// <param name="Path">Their path.</param>
internal sealed record CookiePolicy(
    string RefreshName, string DeviceName, bool Secure, SameSiteMode SameSite, string Path)
{
    private const int MaxPathLength = 128;

    internal static CookiePolicy From(CookiesOptions options, PublicAddress address, ConfigurationErrors errors)
    {
        Check(options, address, errors);
        var sameSite = options.SameSite switch
        {
            CookieSameSite.Strict => SameSiteMode.Strict,
            CookieSameSite.Lax => SameSiteMode.Lax,
            _ => SameSiteMode.None,
        };
        var (prefix, separator) = (address.IsHttps, options.Path) switch
        {
            (false, _) => ("tidelock", "_"),
            (true, "/") => ("__Host-tidelock", "-"),
            _ => ("__Secure-tidelock", "-"),
        };
        var refreshName = address.IsHttps ? prefix : $"{prefix}_refresh";
        return new(refreshName, $"{prefix}{separator}device", address.IsHttps, sameSite, options.Path);
    }

    private static void Check(CookiesOptions options, PublicAddress address, ConfigurationErrors errors)
    {
        if (!options.HttpOnly)
        {
            errors.Add("Tidelock:Cookies:HttpOnly",
                "false is refused: any script on the page could carry the refresh token away");
        }

        if (!options.Secure && (address.IsHttps || !address.Url.IsLoopback))
        {
            errors.Add("Tidelock:Cookies:Secure",
                "false is refused except on http loopback: the refresh token would travel in clear");
        }

        if (options.SameSite == CookieSameSite.None && !address.IsHttps)
        {
            errors.Add("Tidelock:Cookies:SameSite", "None needs https: browsers drop such cookies otherwise");
        }

        if (!IsPath(options.Path))
        {
            errors.Add("Tidelock:Cookies:Path", "give a path that starts with / and has letters, digits, - _ . / only");
        }
    }

    private static bool IsPath(string path) => path.Length is > 0 and <= MaxPathLength && path[0] == '/'
        && path.All(symbol => char.IsAsciiLetterOrDigit(symbol) || "-_./".Contains(symbol, StringComparison.Ordinal));
}
