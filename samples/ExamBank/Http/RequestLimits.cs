using System.Text.Json;
using System.Text.Json.Serialization;

namespace ExamBank.Http;

/// <summary>How much of a request is read.</summary>
internal static class RequestLimits
{
    /// <summary>Bytes of a body: the longest answer with every character escaped fits in.</summary>
    internal const int MaxBody = 32 * 1024;

    private const int MaxHeaders = 16 * 1024;
    private const int MaxJsonDepth = 8;
    private const int MaxConnections = 1000;

    private static readonly TimeSpan HeadersWithin = TimeSpan.FromSeconds(10);

    internal static void AddRequestLimits(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBody;
            kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaders;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Limits.RequestHeadersTimeout = HeadersWithin;
        });
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.MaxDepth = MaxJsonDepth;
            json.SerializerOptions.AllowDuplicateProperties = false;
            json.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip;
            json.SerializerOptions.DictionaryKeyPolicy = null;
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        });
    }
}
