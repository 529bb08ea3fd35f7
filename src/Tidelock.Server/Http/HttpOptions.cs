using Tidelock.Server.Configuration;

namespace Tidelock.Server.Http;

/// <summary>`Tidelock:PublicUrl`: the one address that clients know.</summary>
internal sealed class PublicUrlOptions
{
    internal const string Section = "";

    [Setting("The address that clients reach the server by: issuer of tokens, target of proofs, home of cookies.")]
    public Uri PublicUrl { get; set; } = new(PublicAddress.Default);
}

/// <summary>`Tidelock:Cookies`: how the refresh cookie is set.</summary>
internal sealed class CookiesOptions
{
    internal const string Section = "Cookies";

    [Setting("Cookies travel over https only. May be false on http loopback only.",
        Alias = "REFRESH_TOKEN_COOKIE_SECURE")]
    public bool Secure { get; set; } = true;

    [Setting("Scripts can't read the refresh cookie. False is refused.", Alias = "REFRESH_TOKEN_COOKIE_HTTPONLY")]
    public bool HttpOnly { get; set; } = true;

    [Setting("The cookies' SameSite attribute: Strict, Lax or None.", Alias = "REFRESH_TOKEN_COOKIE_SAMESITE")]
    public CookieSameSite SameSite { get; set; } = CookieSameSite.Strict;

    [Setting("The cookies' path; another one than / for a host that is shared with the application.")]
    public string Path { get; set; } = "/";
}

/// <summary>The values of the SameSite attribute that may be chosen.</summary>
internal enum CookieSameSite
{
    Strict,
    Lax,
    None,
}

/// <summary>`Tidelock:Cors`: which other origins may call with cookies.</summary>
internal sealed class CorsOptions
{
    internal const string Section = "Cors";

    [Setting("Exact origins, such as https://app.example.com, besides the public URL's own.")]
    public string[] Origins { get; set; } = [];
}

/// <summary>`Tidelock:Proxies`: who may say which address a request came from.</summary>
internal sealed class ProxiesOptions
{
    internal const string Section = "Proxies";

    [Setting("Addresses or networks (CIDR) whose X-Forwarded-For is believed; from others it is ignored.")]
    public string[] Trusted { get; set; } = [];

    [Setting("How many proxies stand in a row.", Min = "1", Max = "10")]
    public int Hops { get; set; } = 1;
}
