namespace Tidelock.Server.Http;

/// <summary>
/// Notices who sends <c>X-Forwarded-For</c> and is not believed. Often it is the operator's own proxy, forgotten in the
/// configuration: all of its clients share the limits of one address then.
/// </summary>
internal sealed class UnknownProxy
{
    private const string Header = "X-Forwarded-For";

    /// <summary>What the middleware leaves behind where it believed the header.</summary>
    private const string BelievedHeader = "X-Original-For";

    private volatile string? _last;

    /// <summary>The address of the last one; null when there was none since the start.</summary>
    internal string? Last => _last;

    /// <summary>Looks at a request, after the header was believed or not.</summary>
    internal Task NoticeAsync(HttpContext http, RequestDelegate next)
    {
        var headers = http.Request.Headers;
        if (headers.ContainsKey(Header) && !headers.ContainsKey(BelievedHeader))
        {
            _last = http.Connection.RemoteIpAddress?.ToString();
        }

        return next(http);
    }
}
