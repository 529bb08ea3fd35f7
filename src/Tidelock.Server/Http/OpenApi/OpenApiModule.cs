namespace Tidelock.Server.Http.OpenApi;

/// <summary>The API's own document, at <c>/openapi/v1.json</c>.</summary>
internal static class OpenApiModule
{
    internal static void AddApiDocument(this IServiceCollection services)
    {
        services.TryAddSingleton<DocumentEndpoint>();
        services.AddOpenApi(document =>
        {
            document.AddDocumentTransformer<ApiDocument>();
            document.AddOperationTransformer<ApiOperation>();
            document.AddSchemaTransformer<ApiSchema>();

            // An application that hosts the server has endpoints of its own, and a document of its own for them.
            document.ShouldInclude = description =>
                description.ActionDescriptor.EndpointMetadata.OfType<OperationName>().Any();
        });
    }

    internal static void MapApiDocument(this IEndpointRouteBuilder routes) => routes
        .MapGet(DocumentEndpoint.Path, (HttpContext http, DocumentEndpoint document) => document.HandleAsync(http))
        .ExcludeFromDescription();
}
