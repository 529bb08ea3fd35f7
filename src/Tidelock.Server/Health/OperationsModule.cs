using Tidelock.Server.Http;
using Tidelock.Server.Http.OpenApi;
using Tidelock.Server.Limits;

namespace Tidelock.Server.Health;

/// <summary>For whoever runs the server.</summary>
internal static class OperationsModule
{
    internal static void MapOperations(this IEndpointRouteBuilder api)
    {
        var operations = api.MapGroup(string.Empty).WithTags(ApiTags.Operations);
        operations.MapGet("/health/live", (Delegate)HealthEndpoints.LiveAsync)
            .WithMetadata(new Admission(AdmissionClass.Exempt))
            .Named("isAlive", "Whether the process answers.")
            .Answers<HealthAnswer>();
        operations.MapGet("/health/ready", (HttpContext http, HealthEndpoints health) => health.ReadyAsync(http))
            .WithMetadata(new Admission(AdmissionClass.Exempt))
            .Named("isReady", "Whether the store takes changes.")
            .Answers<HealthAnswer>()
            .Answers<HealthAnswer>(StatusCodes.Status503ServiceUnavailable);
        operations.MapGet("/problems/{name}", ProblemPages.Show)
            .Named("explainProblem", "A page for people about a problem type.")
            .Answers<string>(contentType: "text/html")
            .Refuses(ProblemType.NotFound);
    }
}
