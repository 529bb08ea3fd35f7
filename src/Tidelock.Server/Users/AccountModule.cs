using Tidelock.Server.Http;
using Tidelock.Server.Http.OpenApi;
using Tidelock.Server.Limits;
using Tidelock.Server.Sessions;
using Tidelock.Server.Tokens;

namespace Tidelock.Server.Users;

/// <summary>The own account, and what one-time links do to it.</summary>
internal static class AccountModule
{
    internal static void MapAccount(this IEndpointRouteBuilder api)
    {
        var auth = api.MapGroup("/api/v1/auth").WithTags(ApiTags.Account);
        MapLinks(auth);
        MapOwn(auth.MapGroup(string.Empty).ForSignedIn());
    }

    private static void MapLinks(RouteGroupBuilder auth)
    {
        auth.MapPost("/password/reset", (HttpContext http, LinkEndpoints links) => links.ResetPasswordAsync(http))
            .WithMetadata(new Admission(AdmissionClass.PasswordWork))
            .Named("resetPassword", "Sets a password by a one-time link.")
            .Takes<ResetPasswordRequest>()
            .Reads(ApiHeader.Client)
            .AnswersNothing()
            .Refuses(
                ProblemType.WeakPassword, ProblemType.LinkInvalid, ProblemType.RateLimited,
                ProblemType.StoreUnavailable);
        auth.MapPost(
                "/first-administrator",
                (HttpContext http, LinkEndpoints links) => links.FirstAdministratorAsync(http))
            .WithMetadata(new Admission(AdmissionClass.PasswordWork))
            .Named("makeFirstAdministrator", "Makes the first administrator by a one-time link.")
            .Takes<FirstAdministratorRequest>()
            .Reads(ApiHeader.Client)
            .Answers<UserCreatedAnswer>(StatusCodes.Status201Created)
            .Refuses(
                ProblemType.WeakPassword, ProblemType.LinkInvalid, ProblemType.NameTaken, ProblemType.RateLimited,
                ProblemType.StoreUnavailable);
    }

    private static void MapOwn(RouteGroupBuilder mine)
    {
        mine.MapGet("/me", (HttpContext http, MeEndpoint me) => me.HandleAsync(http))
            .Named("getOwnUser", "The signed-in user.")
            .Answers<MeAnswer>();
        mine.MapPost("/password", (HttpContext http, ChangePasswordEndpoint change) => change.HandleAsync(http))
            .WithMetadata(new Admission(AdmissionClass.PasswordWork))
            .Named("changePassword", "Changes the own password; all sessions end and a new one starts.")
            .Takes<ChangePasswordRequest>()
            .Reads(ApiHeader.Client)
            .Answers<SessionAnswer>()
            .Refuses(ProblemType.InvalidCredentials, ProblemType.WeakPassword, ProblemType.RateLimited);
    }
}
