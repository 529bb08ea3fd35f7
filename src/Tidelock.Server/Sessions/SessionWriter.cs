using Tidelock.Keys;
using Tidelock.Server.Http;
using Tidelock.Sessions;
using Tidelock.Tokens;

namespace Tidelock.Server.Sessions;

/// <summary>Writes the answer that carries a session's newest tokens, each by its channel.</summary>
internal sealed class SessionWriter(SessionCookies cookies, AccessTokenWriter accessTokens, TimeProvider clock)
{
    /// <summary>
    /// A cookie session's refresh token goes into the cookie and nowhere else; a body session's into the body.
    /// </summary>
    /// <param name="http">The request.</param>
    /// <param name="grant">The session.</param>
    /// <param name="answer">What its tokens are made with.</param>
    /// <param name="ended">How many sessions ended for it, where that is told.</param>
    /// <param name="deviceToken">Makes a native client's device known; after a sign-in.</param>
    internal IResult Write(
        HttpContext http, SessionGrant grant, AnswerKeys answer, int? ended = null, string? deviceToken = null)
    {
        var (handle, ring) = answer;
        var now = clock.GetUtcNow();
        var session = grant.Session;
        var refresh = RefreshTokenCodec.Write(ring, session.Id.Shard, handle, session.Generation);
        var access = accessTokens.Write(ring, grant, now);
        var inBody = session.Channel == Channel.Body;
        if (!inBody)
        {
            cookies.SetRefresh(http.Response, refresh, session, now);
        }

        return new Answer<SessionAnswer>(
            SessionAnswer.Of(access, session, inBody ? refresh : null) with
            {
                Ended = ended,
                DeviceToken = inBody ? deviceToken : null,
            },
            ApiJson.Default.SessionAnswer);
    }
}

/// <summary>What an answer's tokens are made with.</summary>
/// <param name="Handle">The secret of the session.</param>
/// <param name="Ring">The keys.</param>
internal readonly record struct AnswerKeys(SessionHandle Handle, KeyRing Ring);
