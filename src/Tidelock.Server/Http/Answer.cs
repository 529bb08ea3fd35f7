using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Tidelock.Server.Http;

/// <summary>An answer in JSON that no cache may keep.</summary>
internal sealed class Answer<T>(T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK) : IResult
{
    /// <inheritdoc />
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(value, type);
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = bytes.Length;
        response.Headers.CacheControl = "no-store";
        return response.Body.WriteAsync(bytes, httpContext.RequestAborted).AsTask();
    }
}
