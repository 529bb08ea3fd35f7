using Tidelock.Keys;
using Tidelock.Server.Http;
using Tidelock.Sessions;
using Tidelock.Tokens;

namespace Tidelock.Server.Sessions;

/// <summary>Where a refresh token was found.</summary>
/// <param name="Text">The token as it was sent; null when there was none.</param>
/// <param name="Channel">The channel it came by.</param>
internal readonly record struct PresentedToken(string? Text, Channel Channel)
{
    /// <summary>Names the session that the client believes it holds.</summary>
    internal const string ExpectedHeader = "X-Tidelock-Session";

    /// <summary>Prints nothing of the token.</summary>
    public override string ToString() => "(presented token)";
}

/// <summary>Finds the refresh token of a request, in exactly one place.</summary>
internal sealed class TokenFinder(SessionCookies cookies, CrossSiteCheck crossSite, KeyRingKeeper keys)
{
    /// <summary>A token in the body makes it a native client's; everything else uses cookies and is checked.</summary>
    internal Problem? Find(HttpRequest request, string? inBody, out PresentedToken found)
    {
        var cookie = cookies.ReadRefresh(request);
        found = inBody is null ? new(cookie, Channel.Cookie) : new(inBody, Channel.Body);
        if (cookies.Check(request) is { } repeated)
        {
            return repeated;
        }

        if (inBody is not null && cookie is not null)
        {
            return new(ProblemType.MalformedRequest)
            {
                Detail = "Send the refresh token in the cookie or in the body, not in both.",
            };
        }

        return inBody is null ? crossSite.Check(request) : null;
    }

    /// <summary>Checks the tag by the keys of now; nothing is asked of the store before that.</summary>
    internal bool TryRead(PresentedToken found, out RefreshToken token) => TryRead(found, keys.Current, out token);

    /// <summary>
    /// The token in the cookie of a request that may set or clear it, whatever else the request shows.
    /// </summary>
    internal bool TryReadCookie(HttpRequest request, out RefreshToken token) =>
        TryRead(new(cookies.ReadRefresh(request), Channel.Cookie), out token);

    /// <summary>Checks the tag by these keys.</summary>
    internal static bool TryRead(PresentedToken found, KeyRing ring, out RefreshToken token)
    {
        token = default;
        return found.Text is { } text && RefreshTokenCodec.TryRead(text, ring, out token);
    }

    /// <summary>The session that the client expects; null when it does not say.</summary>
    internal static Problem? Expected(HttpRequest request, out SessionId? expected)
    {
        expected = null;
        var text = request.Headers[PresentedToken.ExpectedHeader];
        if (text.Count == 0)
        {
            return null;
        }

        if (text.Count > 1 || !SessionId.TryParse(text.ToString(), out var id))
        {
            return Problem.Invalid(PresentedToken.ExpectedHeader, "is not a session id");
        }

        expected = id;
        return null;
    }
}
