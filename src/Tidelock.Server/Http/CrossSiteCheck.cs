using Microsoft.Extensions.Primitives;

namespace Tidelock.Server.Http;

/// <summary>
/// Keeps other sites from using the browser's cookies: a header that no form or image can send, and the browser's own
/// word on where the request comes from.
/// </summary>
internal sealed class CrossSiteCheck(OriginPolicy origins)
{
    /// <summary>Outside the CORS safe list: a page of another origin can send it after a preflight only.</summary>
    internal const string HeaderName = "X-Tidelock";

    private const string HeaderValue = "1";

    /// <summary>The problem with a request that would use cookies; null when it may.</summary>
    internal Problem? Check(HttpRequest request)
    {
        if (request.Headers[HeaderName] != HeaderValue)
        {
            return new(ProblemType.CrossSiteRequest) { Detail = $"The header {HeaderName}: {HeaderValue} is missing." };
        }

        return CheckOrigin(request);
    }

    /// <summary>The same of a request that can't have the header; null when its page may send it.</summary>
    internal Problem? CheckOrigin(HttpRequest request) => IsFromAllowedPage(request)
        ? null
        : new(ProblemType.CrossSiteRequest) { Detail = "The request comes from an origin that is not allowed." };

    /// <summary>
    /// Origin decides where it is sent. Without it only a request of the same origin, one the user made by hand, or
    /// one of a client that is no browser may pass.
    /// </summary>
    private bool IsFromAllowedPage(HttpRequest request)
    {
        var origin = request.Headers.Origin;
        if (!StringValues.IsNullOrEmpty(origin))
        {
            return origin.Count == 1 && origins.Allows(origin.ToString());
        }

        var site = request.Headers["Sec-Fetch-Site"];
        return StringValues.IsNullOrEmpty(site) || site == "same-origin" || site == "none";
    }
}
