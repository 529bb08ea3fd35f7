using Tidelock.Server.Configuration;

namespace Tidelock.Server.Http;

/// <summary>The one address that clients know the server by.</summary>
internal sealed record PublicAddress
{
    /// <summary>Where a server is that was told nothing: not reachable from other machines.</summary>
    internal const string Default = "http://127.0.0.1:5480";

    private PublicAddress(Uri url) => Url = url;

    /// <summary>Scheme and authority, with the trailing slash that <see cref="Uri"/> gives them.</summary>
    internal Uri Url { get; }

    /// <summary>Without a trailing slash: the issuer of tokens and the browser's origin.</summary>
    internal string Origin => Url.GetLeftPart(UriPartial.Authority);

    internal bool IsHttps => Url.Scheme == Uri.UriSchemeHttps;

    /// <summary>The full address of a path here.</summary>
    internal string At(string path) => Origin + path;

    internal static PublicAddress From(PublicUrlOptions options, ConfigurationErrors errors)
    {
        const string Key = "Tidelock:PublicUrl";
        var url = options.PublicUrl;
        if (url.AbsolutePath != "/" || url.Query.Length > 0 || url.Fragment.Length > 0 || url.UserInfo.Length > 0)
        {
            errors.Add(Key, "give scheme, host and port only, without a path, query or user");
        }

        if (url.Scheme == Uri.UriSchemeHttp && !url.IsLoopback)
        {
            errors.Add(Key, "http is for loopback addresses only, since cookies and tokens would travel in clear; "
                + "use https, by a certificate or by a proxy in front");
        }

        return new(new Uri(url.GetLeftPart(UriPartial.Authority)));
    }
}
