using Tidelock.Server.Account;
using Tidelock.Server.Administration;
using Tidelock.Server.Events;
using Tidelock.Server.Health;
using Tidelock.Server.Http;
using Tidelock.Server.Http.OpenApi;
using Tidelock.Server.Limits;
using Tidelock.Server.Sessions;
using Tidelock.Server.Tokens;
using Tidelock.Server.Users;
using Tidelock.Tokens;

namespace Tidelock.Server;

/// <summary>Serves the session server from an application.</summary>
public static class TidelockEndpoints
{
    /// <summary>Adds the middleware and endpoints; once, before the application's own.</summary>
    public static WebApplication MapTidelock(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<FailureBoundary>();
        app.UseForwardedHeaders();
        var unknownProxy = app.Services.GetRequiredService<UnknownProxy>();
        app.Use(next => http => unknownProxy.NoticeAsync(http, next));
        app.UseCors(CorsRules.PolicyName);

        // Made now: it takes no proof from before its own start.
        _ = app.Services.GetRequiredService<DpopProofChecker>();

        // After CORS, so that a page of another origin may read why it was turned away.
        var admission = app.Services.GetRequiredService<AdmissionControl>();
        app.Use(next => http => admission.AdmitAsync(http, next));
        MapApi(app);
        app.MapAccountPages();
        app.MapApiDocument();
        return app;
    }

    private static void MapApi(WebApplication app)
    {
        var api = app.MapGroup(string.Empty).Asks(Credential.None);
        api.MapSessions();
        api.MapAccount();
        api.MapOwnEvents();
        api.MapStandards();
        api.MapOperations();
        api.MapAdministration();
        api.CompleteAnswers();
    }
}
