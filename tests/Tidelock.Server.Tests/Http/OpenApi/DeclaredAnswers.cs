using System.Text.Json.Nodes;
using Tidelock.Server.Tests.Hosting;

namespace Tidelock.Server.Tests.Http.OpenApi;

/// <summary>
/// What the server's own document says of its answers. Every answer that a test's client gets is held against it, so
/// that each scenario of this suite also checks the document.
/// </summary>
internal sealed class DeclaredAnswers
{
    private static readonly Lazy<Task<DeclaredAnswers>> Known = new(LoadAsync);

    private readonly JsonObject _document;
    private readonly List<(string Method, string[] Path, JsonObject Operation)> _operations;

    internal DeclaredAnswers(JsonObject document)
    {
        _document = document;
        _operations =
        [
            .. from path in document["paths"]!.AsObject()
               from operation in path.Value!.AsObject()
               select (operation.Key, path.Key.Split('/'), operation.Value!.AsObject()),
        ];
    }

    /// <summary>The document of a server with nothing configured; it is the same for all.</summary>
    internal static Task<DeclaredAnswers> KnownAsync() => Known.Value;

    /// <summary>What is wrong with an answer; null when it is as declared, or when no operation is meant.</summary>
    internal string? Mistake(string method, string path, Reply reply)
    {
        if (OperationOf(method, path) is not { } operation)
        {
            return null;
        }

        var name = operation["operationId"]!.GetValue<string>();
        var status = $"{(int)reply.Status}";
        if (operation["responses"]![status] is not JsonObject declared)
        {
            return $"{name} answered with {status} {reply.Problem}, which its document does not know.";
        }

        if (reply.Problem is { } problem
            && !declared["description"]!.GetValue<string>().Contains($"`/problems/{problem}`"))
        {
            return $"{name} answered with the problem {problem}, which its document does not know at {status}.";
        }

        var mistake = MistakeIn(declared, reply);
        return mistake is null ? null : $"{name}, {status}: {mistake}";
    }

    private JsonObject? OperationOf(string method, string path)
    {
        var parts = path.Split('/');
        return _operations.Find(known =>
            known.Method.Equals(method, StringComparison.OrdinalIgnoreCase)
            && known.Path.Length == parts.Length
            && known.Path.Zip(parts).All(pair => pair.First == pair.Second || pair.First.StartsWith('{'))).Operation;
    }

    private string? MistakeIn(JsonObject declared, Reply reply)
    {
        if (declared["content"] is not JsonObject contents)
        {
            return reply.Text.Length == 0 ? null : "there should be no body.";
        }

        var type = reply.Header("Content-Type")?.Split(';')[0];
        if (type is null || contents[type] is not JsonObject content)
        {
            return $"the content type {type} is not declared.";
        }

        return reply.Json is { } json && type.EndsWith("json", StringComparison.Ordinal)
            ? JsonShape.Mistake(json, content["schema"]!.AsObject(), _document, "$")
            : null;
    }

    private static async Task<DeclaredAnswers> LoadAsync()
    {
        await using var server = await RunningServer.StartAsync();
        using var http = new HttpClient();
        var text = await http.GetStringAsync(new Uri(server.Url, "/openapi/v1.json"));
        return new(JsonNode.Parse(text)!.AsObject());
    }
}
