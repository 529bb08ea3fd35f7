using Tidelock.Keys;
using Tidelock.Server.Http;
using Tidelock.Server.Http.OpenApi;
using Tidelock.Sessions;
using Tidelock.Tokens;

namespace Tidelock.Server.Tokens;

/// <summary>Who calls with an access token: what the token says, and the session as it is in the store now.</summary>
internal sealed record SignedIn(AccessTokenClaims Claims, Session Session)
{
    /// <summary>What the filter found on the way in.</summary>
    internal static SignedIn Of(HttpContext http) => (SignedIn)http.Items[typeof(SignedIn)]!;

    internal void Attach(HttpContext http) => http.Items[typeof(SignedIn)] = this;
}

/// <summary>
/// Checks the access token of a request at the server's own endpoints: the token by itself, then its session in the
/// store, so that an ended session is refused at once. Using a token shows that its generation arrived.
/// </summary>
internal sealed class BearerCheck(
    AccessTokenReader reader, ISessionStore sessions, KeyRingKeeper keys, TimeProvider clock)
{
    private const string Scheme = "Bearer ";

    /// <summary>Who is signed in, or the problem.</summary>
    internal async ValueTask<(SignedIn? Who, Problem? Problem)> CheckAsync(
        HttpContext http, CancellationToken cancellationToken)
    {
        var header = http.Request.Headers.Authorization;
        var text = header.ToString();
        if (header.Count != 1 || !text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return (null, Reject(header.Count > 0 ? Challenges.AnotherAccessToken : Challenges.AccessToken));
        }

        return await CheckAsync(text.AsMemory(Scheme.Length), cancellationToken);
    }

    /// <summary>The same of a token that stands elsewhere; null when there is none.</summary>
    internal ValueTask<(SignedIn? Who, Problem? Problem)> CheckAsync(
        string? token, CancellationToken cancellationToken) =>
        token is null ? new((null, Reject(Challenges.AccessToken))) : CheckAsync(token.AsMemory(), cancellationToken);

    private async ValueTask<(SignedIn? Who, Problem? Problem)> CheckAsync(
        ReadOnlyMemory<char> token, CancellationToken cancellationToken)
    {
        var read = reader.Read(token.Span, keys.Current, clock.GetUtcNow());
        if (read is not AccessTokenResult.Accepted { Claims: var claims })
        {
            return (null, Reject(Challenges.AnotherAccessToken));
        }

        var session = await sessions.FindAsync(claims.Session, cancellationToken);
        if (session is null || session.User != claims.User || claims.Generation > session.Generation)
        {
            return (null, Reject(Challenges.AnotherAccessToken));
        }

        if (session.OverBecause(clock.GetUtcNow()) is { } over)
        {
            return (null, Problem.SignIn(over.Name) with { Challenge = Challenges.AnotherAccessToken });
        }

        Confirm(session, claims);
        return (new(claims, session), null);
    }

    private void Confirm(Session session, AccessTokenClaims claims)
    {
        if (claims.Generation is { } shown && (session.Confirmed is not { } confirmed || confirmed < shown))
        {
            sessions.Confirm(session.Id, shown);
        }
    }

    private static Problem Reject(string challenge) =>
        new(ProblemType.InvalidAccessToken) { Challenge = challenge };
}

/// <summary>Lets requests with a good access token of a live session pass.</summary>
internal sealed class BearerFilter(BearerCheck check) : IEndpointFilter
{
    /// <inheritdoc />
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var (who, problem) = await check.CheckAsync(http, CancellationToken.None);
        if (who is null)
        {
            return problem;
        }

        who.Attach(http);
        return await next(context);
    }
}

/// <summary>Asks for an access token.</summary>
internal static class BearerGroup
{
    /// <summary>Every endpoint of the group is for signed-in users, and its description says so.</summary>
    internal static RouteGroupBuilder ForSignedIn(this RouteGroupBuilder group)
    {
        var check = ((IEndpointRouteBuilder)group).ServiceProvider.GetRequiredService<BearerCheck>();
        return group.AddEndpointFilter(new BearerFilter(check)).Asks(Credential.AccessToken);
    }
}
