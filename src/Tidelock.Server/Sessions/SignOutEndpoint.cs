using Tidelock.Events;
using Tidelock.Server.Http;
using Tidelock.Server.Limits;
using Tidelock.Sessions;

namespace Tidelock.Server.Sessions;

/// <summary>
/// `POST /api/v1/auth/logout`: ends the session of any token of it, of whatever generation and without proof, and is
/// the only request that clears the cookie. Idempotent.
/// </summary>
internal sealed class SignOutEndpoint(
    EndSessions end,
    ISessionStore store,
    TokenFinder finder,
    CallerReader callers,
    SignInLimits limits,
    SessionCookies cookies,
    SessionFlights flights)
{
    internal async Task<IResult> HandleAsync(HttpContext http)
    {
        var (body, problem) = await JsonBody.ReadAsync(http, ApiJson.Default.SignOutRequest, CancellationToken.None);
        if (problem is not null)
        {
            return problem;
        }

        if (finder.Find(http.Request, body!.RefreshToken, out var found) is { } misplaced)
        {
            return misplaced;
        }

        if (TokenFinder.Expected(http.Request, out var expected) is { } wrongHeader)
        {
            return wrongHeader;
        }

        var caller = callers.Read(http, found.Channel);
        return limits.TakeRequest(caller.Network) ?? await EndAsync(http, found, caller, expected);
    }

    /// <summary>Ends the session of a tag-valid token, and waits for its answers under way.</summary>
    internal async Task<Problem?> EndAsync(
        RefreshTokenHolder holder, SessionId? expected, CancellationToken cancellationToken)
    {
        var session = await store.FindAsync(holder.Handle, cancellationToken);
        if (session is not null && expected is { } id && id != session.Id)
        {
            return new(ProblemType.SessionMismatch);
        }

        if (session is not null)
        {
            await end.ExecuteAsync(
                new EndScope.ByHandle(holder.Handle), EndReason.SignedOut,
                new(Actor.Of(session.User), holder.Caller), cancellationToken);
        }

        await flights.EndAndDrainAsync(holder.Handle, cancellationToken);
        return null;
    }

    private async Task<IResult> EndAsync(
        HttpContext http, PresentedToken found, Caller caller, SessionId? expected)
    {
        if (finder.TryRead(found, out var token))
        {
            var holder = new RefreshTokenHolder(token.Handle.Hash, caller);
            if (await EndAsync(holder, expected, CancellationToken.None) is { } problem)
            {
                return problem;
            }
        }
        else if (found is { Text: not null, Channel: Channel.Body })
        {
            return Problem.SignIn("invalid_token");
        }

        if (found.Channel == Channel.Cookie)
        {
            cookies.ClearRefresh(http.Response);
        }

        return TypedResults.NoContent();
    }
}

/// <summary>Who holds a tag-valid refresh token.</summary>
internal readonly record struct RefreshTokenHolder(HandleHash Handle, Caller Caller);
