using Microsoft.AspNetCore.Http.Metadata;
using Tidelock.Server.Limits;

namespace Tidelock.Server.Http.OpenApi;

/// <summary>
/// What the API's document says of an endpoint, said where it is mapped. Answers that follow from something else that
/// is said (from a body, a header, a credential) are added by <see cref="CompleteAnswers"/>.
/// </summary>
internal static class EndpointDescriptions
{
    private const string ProblemJson = "application/problem+json";

    /// <summary>Its stable name, by which generated clients call it, and a sentence.</summary>
    internal static RouteHandlerBuilder Named(this RouteHandlerBuilder endpoint, string id, string summary) =>
        endpoint.WithSummary(summary).WithMetadata(new OperationName(id));

    /// <summary>What its requests have to bring.</summary>
    internal static TBuilder Asks<TBuilder>(this TBuilder endpoints, Credential credential)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new CredentialNeeded(credential));

    /// <summary>The body it reads.</summary>
    internal static RouteHandlerBuilder Takes<T>(
        this RouteHandlerBuilder endpoint, BodyPresence presence = BodyPresence.Required) =>
        endpoint.WithMetadata(new BodyTaken(typeof(T), presence == BodyPresence.Optional));

    /// <summary>The form it reads.</summary>
    internal static RouteHandlerBuilder TakesForm<T>(this RouteHandlerBuilder endpoint) =>
        endpoint.WithMetadata(new BodyTaken(typeof(T), IsOptional: false) { MediaType = FormBody.MediaType });

    /// <summary>The headers it reads.</summary>
    internal static RouteHandlerBuilder Reads(this RouteHandlerBuilder endpoint, params ApiHeader[] headers) =>
        endpoint.WithMetadata([.. headers.Select(header => new HeaderRead(header))]);

    /// <summary>The fields of the query string it reads.</summary>
    internal static RouteHandlerBuilder Reads(this RouteHandlerBuilder endpoint, params QueryField[] fields) =>
        endpoint.WithMetadata([.. fields.Select(field => new QueryRead(field))]);

    /// <summary>What it answers when all is well.</summary>
    internal static RouteHandlerBuilder Answers<T>(
        this RouteHandlerBuilder endpoint, int status = StatusCodes.Status200OK,
        string contentType = "application/json") => endpoint.Produces<T>(status, contentType);

    /// <summary>It answers with an empty body when all is well.</summary>
    internal static RouteHandlerBuilder AnswersNothing(
        this RouteHandlerBuilder endpoint, int status = StatusCodes.Status204NoContent) => endpoint.Produces(status);

    /// <summary>The problems it may answer with besides those that follow from what else is said.</summary>
    internal static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params ProblemType[] problems) =>
        endpoint.WithMetadata([.. problems.Select(problem => new Refusal(problem))]);

    /// <summary>Adds every problem of every endpoint below, by status.</summary>
    internal static void CompleteAnswers(this IEndpointConventionBuilder endpoints) => endpoints.Finally(endpoint =>
    {
        foreach (var problems in RefusalsOf(endpoint.Metadata).Distinct().GroupBy(problem => problem.Status))
        {
            endpoint.Metadata.Add(new Refused([.. problems]));
            endpoint.Metadata.Add(
                new ProducesResponseTypeMetadata(problems.Key, typeof(ProblemAnswer), [ProblemJson]));
        }
    });

    private static IEnumerable<ProblemType> RefusalsOf(IList<object> metadata) =>
    [
        .. metadata.OfType<BodyTaken>().SelectMany(_ => BodyTaken.Refusals),
        .. metadata.OfType<CredentialNeeded>().Last().Refusals,
        .. metadata.OfType<HeaderRead>().Select(read => read.Header.Refusal),
        .. metadata.OfType<QueryRead>().Select(_ => ProblemType.Validation),
        .. metadata.OfType<Refusal>().Select(refusal => refusal.Problem),
        .. metadata.OfType<Admission>().LastOrDefault()?.Class == AdmissionClass.Exempt
            ? Array.Empty<ProblemType>()
            : [ProblemType.Overloaded, ProblemType.RateLimited],
        ProblemType.InternalError,
    ];
}

/// <summary>Endpoint metadata: the operation's stable name.</summary>
internal sealed record OperationName(string Id);

/// <summary>Endpoint metadata: a problem it may answer with.</summary>
internal sealed record Refusal(ProblemType Problem);

/// <summary>Endpoint metadata: all problems of one status that it may answer with.</summary>
internal sealed record Refused(IReadOnlyList<ProblemType> Problems)
{
    internal int Status => Problems[0].Status;
}

/// <summary>Whether a body may be left out.</summary>
internal enum BodyPresence
{
    Required,
    Optional,
}

/// <summary>
/// Endpoint metadata: the body it takes. Names no content type to routing, which would otherwise refuse another one
/// before anybody has looked who is asking; the reader of the body does.
/// </summary>
internal sealed record BodyTaken(Type RequestType, bool IsOptional) : IAcceptsMetadata
{
    internal static readonly ProblemType[] Refusals =
    [
        ProblemType.Validation, ProblemType.MalformedRequest, ProblemType.UnsupportedMediaType,
        ProblemType.BodyTooLarge, ProblemType.RequestTimeout,
    ];

    internal string MediaType { get; init; } = JsonBody.MediaType;

    /// <inheritdoc />
    public IReadOnlyList<string> ContentTypes => [];
}
