using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace Tidelock.Server.Http.OpenApi;

/// <summary>
/// `GET /openapi/v1.json`. The document is made once: it stays the same, and making it costs as much as hundreds of
/// refreshes, which a stranger could order otherwise.
/// </summary>
internal sealed class DocumentEndpoint(IServiceProvider services)
{
    internal const string Path = "/openapi/v1.json";

    private const string DocumentName = "v1";

    private readonly Lazy<Task<(byte[] Bytes, EntityTagHeaderValue Tag)>> _made = new(() => MakeAsync(services));

    internal async Task<IResult> HandleAsync(HttpContext http)
    {
        var (bytes, tag) = await _made.Value;
        http.Response.Headers.CacheControl = "no-cache";
        return TypedResults.Bytes(bytes, "application/json; charset=utf-8", entityTag: tag);
    }

    private static async Task<(byte[] Bytes, EntityTagHeaderValue Tag)> MakeAsync(IServiceProvider services)
    {
        // Whoever asks first may go away; the others still want it.
        var provider = services.GetRequiredKeyedService<IOpenApiDocumentProvider>(DocumentName);
        var document = await provider.GetOpenApiDocumentAsync(CancellationToken.None);
        using var text = new StringWriter();
        document.SerializeAsV31(new OpenApiJsonWriter(text, new() { Terse = true }));
        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16));
        return (bytes, new($"\"{hash}\""));
    }
}
