using Tidelock.Server.Http;
using Tidelock.Server.Sessions;
using Tidelock.Server.Tokens;
using Tidelock.Users;

namespace Tidelock.Server.Users;

/// <summary>`GET /api/v1/auth/me`: the signed-in user, read from the store and not from the token.</summary>
internal sealed class MeEndpoint(IUserStore users)
{
    internal async Task<IResult> HandleAsync(HttpContext http)
    {
        var session = SignedIn.Of(http).Session;
        if (await users.FindAsync(session.User, http.RequestAborted) is not { User: var user })
        {
            return new Problem(ProblemType.InvalidAccessToken);
        }

        var answer = new MeAnswer(user.Id.ToString(), user.Name, user.Email, user.Roles, SessionView.Of(session));
        return new Answer<MeAnswer>(answer, ApiJson.Default.MeAnswer);
    }
}
