using Tidelock.Server.Account;
using Tidelock.Server.Administration;
using Tidelock.Server.Events;
using Tidelock.Server.Health;
using Tidelock.Server.Http;
using Tidelock.Server.Limits;
using Tidelock.Server.Sessions;
using Tidelock.Server.Tokens;
using Tidelock.Server.Users;
using Tidelock.Tokens;

namespace Tidelock.Server;

/// <summary>Serves the session server from an application.</summary>
public static class TidelockEndpoints
{
    private static readonly Admission PasswordWork = new(AdmissionClass.PasswordWork);
    private static readonly Admission Waiting = new(AdmissionClass.Waiting);
    private static readonly Admission Exempt = new(AdmissionClass.Exempt);

    /// <summary>Adds the middleware and endpoints; once, before the application's own.</summary>
    public static WebApplication MapTidelock(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<FailureBoundary>();
        app.UseForwardedHeaders();
        app.UseCors(CorsRules.PolicyName);

        // Made now: it takes no proof from before its own start.
        _ = app.Services.GetRequiredService<DpopProofChecker>();

        // After CORS, so that a page of another origin may read why it was turned away.
        var admission = app.Services.GetRequiredService<AdmissionControl>();
        app.Use(next => http => admission.AdmitAsync(http, next));
        MapAuthentication(app);
        MapSignedIn(app);
        MapMetadata(app);
        app.MapAccountPages();
        app.MapAdministration();
        return app;
    }

    private static void MapAuthentication(WebApplication app)
    {
        var auth = app.MapGroup("/api/v1/auth").WithTags("Authentication");
        auth.MapPost("/login", (HttpContext http, LoginEndpoint login) => login.HandleAsync(http))
            .WithMetadata(PasswordWork)
            .Accepts<LoginRequest>("application/json").Answers<SessionAnswer>("Signs in with a password.");
        auth.MapPost("/refresh", (HttpContext http, RefreshEndpoint refresh) => refresh.HandleAsync(http))
            .Accepts<RefreshRequest>(isOptional: true, "application/json")
            .Answers<SessionAnswer>("Renews a session by its refresh token.");
        auth.MapPost("/logout", (HttpContext http, SignOutEndpoint signOut) => signOut.HandleAsync(http))
            .Accepts<SignOutRequest>(isOptional: true, "application/json")
            .AnswersNothing("Ends the session of a refresh token.");
        auth.MapPost("/password/reset", (HttpContext http, LinkEndpoints links) => links.ResetPasswordAsync(http))
            .WithMetadata(PasswordWork)
            .Accepts<ResetPasswordRequest>("application/json").AnswersNothing("Sets a password by a one-time link.");
        auth.MapPost(
                "/first-administrator",
                (HttpContext http, LinkEndpoints links) => links.FirstAdministratorAsync(http))
            .WithMetadata(PasswordWork)
            .Accepts<FirstAdministratorRequest>("application/json")
            .Answers<UserCreatedAnswer>("Makes the first administrator by a one-time link.", 201);
    }

    private static void MapSignedIn(WebApplication app)
    {
        var filter = new BearerFilter(app.Services.GetRequiredService<BearerCheck>());
        var mine = app.MapGroup("/api/v1").WithTags("Signed in").AddEndpointFilter(filter);
        mine.MapGet("/auth/me", (HttpContext http, MeEndpoint me) => me.HandleAsync(http))
            .Answers<MeAnswer>("The signed-in user.");
        mine.MapGet("/auth/tokens", (HttpContext http, OwnSessionsEndpoint own) => own.ListAsync(http))
            .Answers<SessionListAnswer>("The own sessions.");
        mine.MapDelete(
                "/auth/tokens/{id}",
                (HttpContext http, string id, OwnSessionsEndpoint own) => own.EndOneAsync(http, id))
            .AnswersNothing("Ends one of the own sessions.");
        mine.MapPost("/auth/logout-others", (HttpContext http, OwnSessionsEndpoint own) => own.EndOthersAsync(http))
            .Answers<EndedAnswer>("Ends the own sessions but this one.");
        mine.MapPost("/auth/logout-all", (HttpContext http, OwnSessionsEndpoint own) => own.EndAllAsync(http))
            .Answers<EndedAnswer>("Ends all of the own sessions.");
        mine.MapGet("/auth/events", (HttpContext http, OwnEventsEndpoint events) => events.HandleAsync(http))
            .WithMetadata(Waiting).Answers<EventsAnswer>("The own events after a cursor.");
        mine.MapPost("/auth/password", (HttpContext http, ChangePasswordEndpoint change) => change.HandleAsync(http))
            .WithMetadata(PasswordWork)
            .Accepts<ChangePasswordRequest>("application/json")
            .Answers<SessionAnswer>("Changes the own password; all sessions end and a new one starts.");
        mine.MapPost("/client-events", (Delegate)ClientEvents.HandleAsync)
            .Accepts<EmptyRequest>(isOptional: true, "application/json")
            .AnswersNothing("Confirms that the newest tokens have arrived.");
    }

    private static void MapMetadata(WebApplication app)
    {
        app.MapGet(
            "/.well-known/openid-configuration",
            (HttpContext http, MetadataEndpoints metadata) => metadata.DiscoveryAsync(http)).WithTags("Standards");
        app.MapGet(
            MetadataEndpoints.JwksPath,
            (HttpContext http, MetadataEndpoints metadata) => metadata.JwksAsync(http)).WithTags("Standards");
        app.MapPost(
            MetadataEndpoints.RevokePath,
            (HttpContext http, RevokeEndpoint revoke) => revoke.HandleAsync(http)).WithTags("Standards");
        app.MapGet("/health/live", HealthEndpoints.LiveAsync).WithMetadata(Exempt);
        app.MapGet("/health/ready", (HttpContext http, HealthEndpoints health) => health.ReadyAsync(http))
            .WithMetadata(Exempt).ExcludeFromDescription();
        app.MapGet("/problems/{name}", ProblemPages.Show).ExcludeFromDescription();
        app.MapOpenApi();
    }
}
