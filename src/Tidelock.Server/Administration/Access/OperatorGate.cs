using Tidelock.Events;
using Tidelock.Server.Http;
using Tidelock.Server.Sessions;
using Tidelock.Server.Tokens;
using Tidelock.Users;

namespace Tidelock.Server.Administration.Access;

/// <summary>
/// Lets operators in: whoever is on the other side of the admin socket, and administrators whose session lives. Roles
/// are read from the store and not from the token, so that a role that was taken away is gone at once.
/// </summary>
internal sealed class OperatorGate(BearerCheck bearer, IUserStore users)
{
    /// <summary>The endpoint behind the gate.</summary>
    internal RequestDelegate Guard(RequestDelegate endpoint) => async http =>
    {
        var (found, problem) = await IdentifyAsync(http);
        if (found is null)
        {
            await problem!.ExecuteAsync(http);
            return;
        }

        http.Features.Set(found);
        http.Response.Headers.CacheControl = "no-store";
        await endpoint(http);
    };

    private async Task<(Operator? Operator, Problem? Problem)> IdentifyAsync(HttpContext http)
    {
        if (http.Features.Get<IOperatorConnection>() is { } connection)
        {
            return (new(Actor.LocalOperator, null, connection.SystemUser), null);
        }

        var (who, problem) = await bearer.CheckAsync(http, http.RequestAborted);
        if (who is null)
        {
            return (null, problem);
        }

        var user = await users.FindAsync(who.Session.User, http.RequestAborted);
        return user?.User is { DisabledAt: null, IsAdministrator: true } administrator
            ? (new(Actor.Operator(administrator.Id), CallerReader.Read(http, string.Empty), null), null)
            : (null, new Problem(ProblemType.Forbidden));
    }
}
