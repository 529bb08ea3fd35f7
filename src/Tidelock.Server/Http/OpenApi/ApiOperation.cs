using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Tidelock.Server.Http.OpenApi;

/// <summary>Tells of an operation what its endpoint's metadata says and the framework does not look for.</summary>
internal sealed class ApiOperation : IOpenApiOperationTransformer
{
    /// <inheritdoc />
    public Task TransformAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<OperationName>().LastOrDefault() is { } name)
        {
            operation.OperationId = name.Id;
            operation.Security = SecurityOf(metadata.OfType<CredentialNeeded>().Last(), context.Document!);
            operation.Parameters = [.. operation.Parameters ?? [], .. ParametersOf(metadata)];
            NameMediaType(operation, metadata.OfType<BodyTaken>().LastOrDefault());
            DescribeProblems(operation, metadata.OfType<Refused>());
            operation.Responses = Sorted(operation.Responses!);
        }

        return Task.CompletedTask;
    }

    /// <summary>An empty requirement says that it works without, too.</summary>
    private static List<OpenApiSecurityRequirement> SecurityOf(CredentialNeeded needed, OpenApiDocument document)
    {
        return needed.Credential switch
        {
            Credential.None => [],
            Credential.RefreshToken => [Requirement(ApiDocument.Cookie), []],
            _ => [Requirement(ApiDocument.Bearer)],
        };

        OpenApiSecurityRequirement Requirement(string scheme) =>
            new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [] };
    }

    private static IEnumerable<IOpenApiParameter> ParametersOf(IList<object> metadata) =>
    [
        .. metadata.OfType<QueryRead>().Select(read => new OpenApiParameter
        {
            Name = read.Field.Name,
            In = ParameterLocation.Query,
            Description = read.Field.Meaning,
            Schema = read.Field.Schema.CreateShallowCopy(),
        }),
        .. metadata.OfType<HeaderRead>().Select(read => new OpenApiParameter
        {
            Name = read.Header.Name,
            In = ParameterLocation.Header,
            Description = read.Header.Meaning,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = read.Header.Pattern },
        }),
    ];

    /// <summary>The framework takes a body whose content type routing does not know for JSON.</summary>
    private static void NameMediaType(OpenApiOperation operation, BodyTaken? taken)
    {
        if (taken is not null && operation.RequestBody?.Content is { } content
            && content.Remove(JsonBody.MediaType, out var body))
        {
            content[taken.MediaType] = body;
        }
    }

    private static OpenApiResponses Sorted(OpenApiResponses responses)
    {
        var sorted = new OpenApiResponses();
        foreach (var (status, response) in responses.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            sorted.Add(status, response);
        }

        return sorted;
    }

    private static void DescribeProblems(OpenApiOperation operation, IEnumerable<Refused> refused)
    {
        foreach (var problems in refused)
        {
            if (operation.Responses?[$"{problems.Status}"] is not OpenApiResponse response)
            {
                continue;
            }

            response.Description = string.Join(
                ' ', problems.Problems.Select(problem => $"`{problem.Type}`: {problem.Title}."));
            foreach (var header in problems.Problems.SelectMany(problem => problem.Headers))
            {
                response.Headers ??= new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
                response.Headers[header] = new OpenApiHeader
                {
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                };
            }
        }
    }
}
