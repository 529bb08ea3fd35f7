namespace Tidelock.Server.Http;

/// <summary>The headers that every answer carries.</summary>
internal sealed class SecurityHeaders(RequestDelegate next, PublicAddress address)
{
    /// <summary>A year, as the preload lists ask for.</summary>
    private const string StrictTransport = "max-age=31536000";

    /// <summary>Pages set their own policy; an API answer may load nothing and be framed by nobody.</summary>
    private const string ApiContentPolicy = "default-src 'none'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.ContentSecurityPolicy = ApiContentPolicy;
        if (address.IsHttps)
        {
            headers.StrictTransportSecurity = StrictTransport;
        }

        return next(http);
    }
}
