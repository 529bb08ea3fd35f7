namespace Tidelock.Server.Http;

/// <summary>What the OpenAPI document says of an endpoint, in the few forms that are needed.</summary>
internal static class EndpointDescriptions
{
    private const string ProblemJson = "application/problem+json";

    internal static RouteHandlerBuilder Answers<T>(
        this RouteHandlerBuilder endpoint, string summary, int status = StatusCodes.Status200OK) => endpoint
        .WithSummary(summary)
        .Produces<T>(status)
        .ProducesProblem(StatusCodes.Status400BadRequest, ProblemJson)
        .ProducesProblem(StatusCodes.Status401Unauthorized, ProblemJson)
        .ProducesProblem(StatusCodes.Status429TooManyRequests, ProblemJson)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable, ProblemJson);

    internal static RouteHandlerBuilder AnswersNothing(this RouteHandlerBuilder endpoint, string summary) => endpoint
        .WithSummary(summary)
        .Produces(StatusCodes.Status204NoContent)
        .ProducesProblem(StatusCodes.Status400BadRequest, ProblemJson)
        .ProducesProblem(StatusCodes.Status401Unauthorized, ProblemJson)
        .ProducesProblem(StatusCodes.Status429TooManyRequests, ProblemJson)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable, ProblemJson);
}
