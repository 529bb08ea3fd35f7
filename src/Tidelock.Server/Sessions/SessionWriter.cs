using System.Text.Json;
using Tidelock.Keys;
using Tidelock.Server.Http;
using Tidelock.Sessions;
using Tidelock.Tokens;

namespace Tidelock.Server.Sessions;

/// <summary>Makes the answer that carries a session's newest tokens, each by its channel.</summary>
internal sealed class SessionWriter(SessionCookies cookies, AccessTokenWriter accessTokens, TimeProvider clock)
{
    /// <summary>
    /// A cookie session's refresh token goes into the cookie and nowhere else; a body session's into the body. Touches
    /// no request, so that it may be done while the session is made durable.
    /// </summary>
    /// <param name="grant">The session.</param>
    /// <param name="keys">What its tokens are made with.</param>
    /// <param name="ended">How many sessions ended for it, where that is told.</param>
    /// <param name="deviceToken">Makes a native client's device known; after a sign-in.</param>
    internal SessionTokens Make(SessionGrant grant, AnswerKeys keys, int? ended = null, string? deviceToken = null)
    {
        var now = clock.GetUtcNow();
        var session = grant.Session;
        var refresh = RefreshTokenCodec.Write(keys.Ring, session.Id.Shard, keys.Handle, session.Generation);
        var access = accessTokens.Write(keys.Ring, grant, now);
        var inBody = session.Channel == Channel.Body;
        var answer = SessionAnswer.Of(access, session, inBody ? refresh : null) with
        {
            Ended = ended,
            DeviceToken = inBody ? deviceToken : null,
        };
        var json = JsonSerializer.SerializeToUtf8Bytes(answer, ApiJson.Default.SessionAnswer);
        return new(json, inBody ? null : cookies.Refresh(refresh, session, now));
    }
}

/// <summary>What an answer's tokens are made with.</summary>
/// <param name="Handle">The secret of the session.</param>
/// <param name="Ring">The keys.</param>
internal readonly record struct AnswerKeys(SessionHandle Handle, KeyRing Ring);

/// <summary>An answer with a session's tokens, made and not yet written.</summary>
internal sealed class SessionTokens(byte[] json, NewCookie? refresh) : IResult
{
    /// <inheritdoc />
    public Task ExecuteAsync(HttpContext httpContext)
    {
        refresh?.Append(httpContext.Response);
        return JsonAnswer.WriteAsync(httpContext, json, StatusCodes.Status200OK);
    }
}
