using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Tidelock.Server.Http;

/// <summary>An answer in JSON that no cache may keep.</summary>
internal sealed class Answer<T>(T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK) : IResult
{
    /// <inheritdoc />
    public Task ExecuteAsync(HttpContext httpContext) =>
        JsonAnswer.WriteAsync(httpContext, JsonSerializer.SerializeToUtf8Bytes(value, type), status);
}

/// <summary>Writes JSON that no cache may keep.</summary>
internal static class JsonAnswer
{
    internal static Task WriteAsync(HttpContext http, byte[] json, int status)
    {
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = json.Length;
        response.Headers.CacheControl = "no-store";
        return response.Body.WriteAsync(json, http.RequestAborted).AsTask();
    }
}
