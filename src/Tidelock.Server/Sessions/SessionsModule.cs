using Tidelock.Server.Http;
using Tidelock.Server.Http.OpenApi;
using Tidelock.Server.Limits;
using Tidelock.Server.Tokens;

namespace Tidelock.Server.Sessions;

/// <summary>Signing in, staying, leaving.</summary>
internal static class SessionsModule
{
    internal static void MapSessions(this IEndpointRouteBuilder api)
    {
        var auth = api.MapGroup("/api/v1/auth").WithTags(ApiTags.Sessions);
        MapTokens(auth);
        MapOwn(auth.MapGroup(string.Empty).ForSignedIn());
    }

    private static void MapTokens(RouteGroupBuilder auth)
    {
        auth.MapPost("/login", (HttpContext http, LoginEndpoint login) => login.HandleAsync(http))
            .WithMetadata(new Admission(AdmissionClass.PasswordWork))
            .Named("signIn", "Signs in with a password.")
            .Takes<LoginRequest>()
            .Reads(ApiHeader.CrossSite, ApiHeader.Client, ApiHeader.Proof)
            .Answers<SessionAnswer>()
            .Refuses(
                ProblemType.InvalidCredentials, ProblemType.AccountDisabled, ProblemType.DpopRequired,
                ProblemType.SessionLimit, ProblemType.RateLimited, ProblemType.StoreUnavailable);
        auth.MapPost("/refresh", (HttpContext http, RefreshEndpoint refresh) => refresh.HandleAsync(http))
            .Named("refresh", "Renews a session by its refresh token.")
            .Asks(Credential.RefreshToken)
            .Takes<RefreshRequest>(BodyPresence.Optional)
            .Reads(ApiHeader.CrossSite, ApiHeader.Session, ApiHeader.Client, ApiHeader.Proof)
            .Answers<SessionAnswer>()
            .Refuses(ProblemType.Superseded, ProblemType.SessionMismatch, ProblemType.RateLimited);
        auth.MapPost("/logout", (HttpContext http, SignOutEndpoint signOut) => signOut.HandleAsync(http))
            .Named("signOut", "Ends the session of a refresh token.")
            .Asks(Credential.RefreshToken)
            .Takes<SignOutRequest>(BodyPresence.Optional)
            .Reads(ApiHeader.CrossSite, ApiHeader.Session, ApiHeader.Client)
            .AnswersNothing()
            .Refuses(ProblemType.SessionMismatch, ProblemType.RateLimited);
    }

    private static void MapOwn(RouteGroupBuilder mine)
    {
        mine.MapGet("/tokens", (HttpContext http, OwnSessionsEndpoint own) => own.ListAsync(http))
            .Named("listOwnSessions", "The own sessions.")
            .Answers<SessionListAnswer>();
        mine.MapDelete(
                "/tokens/{id}", (HttpContext http, string id, OwnSessionsEndpoint own) => own.EndOneAsync(http, id))
            .Named("endOwnSession", "Ends one of the own sessions.")
            .Reads(ApiHeader.Client)
            .AnswersNothing()
            .Refuses(ProblemType.NotFound);
        mine.MapPost("/logout-others", (HttpContext http, OwnSessionsEndpoint own) => own.EndOthersAsync(http))
            .Named("signOutOthers", "Ends the own sessions but this one.")
            .Reads(ApiHeader.Client)
            .Answers<EndedAnswer>();
        mine.MapPost("/logout-all", (HttpContext http, OwnSessionsEndpoint own) => own.EndAllAsync(http))
            .Named("signOutEverywhere", "Ends all of the own sessions.")
            .Reads(ApiHeader.Client)
            .Answers<EndedAnswer>();
    }
}
