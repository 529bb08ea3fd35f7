using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tidelock.Server.Administration;
using Tidelock.Server.Tests.Hosting;

namespace Tidelock.Server.Tests.Http.OpenApi;

/// <summary>The API's own document. That answers are as it says is checked with each answer of each scenario.</summary>
public sealed class DocumentTests : IAsyncLifetime
{
    /// <summary>Pages and their files are for browsers, and the document does not list itself.</summary>
    private static readonly string[] NotTold = ["/account/", "/look/", "/openapi/"];

    private RunningServer _server = null!;
    private JsonObject _document = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RunningServer.StartAsync();
        using var client = new Client(_server);
        _document = (await client.GetAsync("/openapi/v1.json")).Json!.AsObject();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public void Every_endpoint_is_in_the_document_and_nothing_else_is()
    {
        var mapped =
            from endpoint in _server.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            let path = endpoint.RoutePattern.RawText!
            where !NotTold.Any(prefix => path.StartsWith(prefix, StringComparison.Ordinal))
            from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
            select $"{method} {path}";

        Assert.Equal(
            mapped.Order(StringComparer.Ordinal),
            Operations().Select(told => $"{told.Method} {told.Path}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_operation_has_a_name_of_its_own_a_tag_and_a_summary()
    {
        var tags = _document["tags"]!.AsArray().Select(tag => tag!["name"]!.GetValue<string>()).ToList();

        Assert.Distinct(Operations().Select(told => told.Operation["operationId"]!.GetValue<string>()));
        Assert.All(Operations(), told =>
        {
            Assert.Matches("^[a-z][A-Za-z]+$", told.Operation["operationId"]!.GetValue<string>());
            Assert.Contains(Assert.Single(told.Operation["tags"]!.AsArray())!.GetValue<string>(), tags);
            Assert.NotEmpty(told.Operation["summary"]!.GetValue<string>());
        });
    }

    [Fact]
    public void Every_operation_says_what_it_asks_for()
    {
        foreach (var (method, path, operation) in Operations())
        {
            var security = operation["security"]!.ToJsonString();
            var expected = path is "/api/v1/auth/refresh" or "/api/v1/auth/logout" ? """[{"refreshCookie":[]},{}]"""
                : IsForSignedIn(path) ? """[{"accessToken":[]}]"""
                : "[]";
            Assert.Equal($"{method} {path} {expected}", $"{method} {path} {security}");
        }

        var schemes = _document["components"]!["securitySchemes"]!;
        var cookie = schemes["refreshCookie"]!;
        Assert.Equal("bearer", schemes["accessToken"]!["scheme"]!.GetValue<string>());
        Assert.Equal("cookie", cookie["in"]!.GetValue<string>());
        Assert.Equal(The.Cookie, cookie["name"]!.GetValue<string>());
    }

    /// <summary>What is said of security is how it is: without anything, those that ask refuse, and others do not.
    /// </summary>
    [Fact]
    public async Task Whatever_asks_for_an_access_token_refuses_without_one_and_nothing_else_does()
    {
        using var stranger = new Client(_server, Tidelock.Sessions.Channel.Body);
        foreach (var (method, path, operation) in Operations())
        {
            var reply = await stranger.SendAsync(
                new HttpMethod(method), path.Replace("{id}", "unknown").Replace("{name}", "validation"));
            var asks = operation["security"]!.ToJsonString().Contains("accessToken", StringComparison.Ordinal);

            Assert.Equal(
                (path, asks),
                (path, reply is { Status: HttpStatusCode.Unauthorized, Problem: "invalid-access-token" }));
        }
    }

    [Fact]
    public void Headers_that_matter_are_told()
    {
        Assert.Equal(["X-Tidelock", "X-Tidelock-Client", "DPoP"], HeadersOf("/api/v1/auth/login"));
        Assert.Equal(
            ["X-Tidelock", "X-Tidelock-Session", "X-Tidelock-Client", "DPoP"], HeadersOf("/api/v1/auth/refresh"));
        Assert.Equal(["X-Tidelock", "X-Tidelock-Session", "X-Tidelock-Client"], HeadersOf("/api/v1/auth/logout"));
    }

    [Fact]
    public void Every_problem_has_the_shape_of_one_and_says_when_to_try_again()
    {
        foreach (var (_, path, operation) in Operations())
        {
            foreach (var (status, answer) in operation["responses"]!.AsObject().Where(IsProblem))
            {
                Assert.Equal(
                    "#/components/schemas/ProblemAnswer",
                    answer!["content"]!["application/problem+json"]!["schema"]!["$ref"]!.GetValue<string>());
                Assert.True(
                    status is not ("429" or "503") || answer["headers"]!["Retry-After"] is not null,
                    $"{path} {status}");
            }
        }
    }

    /// <summary>Making it is dear, and anybody may ask for it.</summary>
    [Fact]
    public async Task The_document_is_made_once_and_known_by_its_tag()
    {
        var made = 0;
        await using var server = await RunningServer.StartAsync(new ServerSetup
        {
            Services = services => services.Configure<OpenApiOptions>("v1", options =>
                options.AddDocumentTransformer((_, _, _) =>
                {
                    Interlocked.Increment(ref made);
                    return Task.CompletedTask;
                })),
        });
        using var client = new Client(server);
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.GetAsync("/openapi/v1.json")));
        using var again = client.Request(HttpMethod.Get, "/openapi/v1.json");
        again.Headers.TryAddWithoutValidation("If-None-Match", replies[0].Header("ETag"));

        Assert.Equal(HttpStatusCode.NotModified, (await client.SendAsync(again)).Status);
        Assert.Single(replies.Select(reply => (reply.Text, reply.Header("ETag"))).Distinct());
        Assert.Equal(1, made);
    }

    [Fact]
    public void Where_the_server_is_and_what_it_is_called_is_told()
    {
        Assert.Equal(The.PublicUrl, _document["servers"]![0]!["url"]!.GetValue<string>());
        Assert.Equal("Tidelock", _document["info"]!["title"]!.GetValue<string>());
        Assert.StartsWith("3.", _document["openapi"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"status":"live"}""", null)]
    [InlineData("""{}""", "$.status is missing.")]
    [InlineData("""{"status":1}""", "$.status is integer and not string.")]
    [InlineData("""{"status":"live","more":1}""", "$.more is not declared.")]
    [InlineData("""[]""", "$ is array and not object.")]
    public void An_answer_of_another_shape_is_noticed(string json, string? mistake) => Assert.Equal(
        mistake,
        JsonShape.Mistake(
            JsonNode.Parse(json), new() { ["$ref"] = "#/components/schemas/HealthAnswer" }, _document, "$"));

    [Theory]
    [InlineData("GET", "/health/live", HttpStatusCode.OK, "application/json", null)]
    [InlineData("GET", "/health/live", HttpStatusCode.Conflict, "application/json", "which its document")]
    [InlineData("GET", "/health/live", HttpStatusCode.OK, "text/plain", "content type")]
    [InlineData("GET", "/api/v1/auth/tokens/x", HttpStatusCode.Gone, "application/json", "endOwnSession")]
    [InlineData("GET", "/nothing", HttpStatusCode.Gone, "application/json", null)]
    public void An_answer_that_is_not_declared_is_noticed(
        string method, string path, HttpStatusCode status, string contentType, string? says)
    {
        var json = JsonNode.Parse("""{"status":"live"}""");
        var headers = new Dictionary<string, string> { ["Content-Type"] = contentType };
        var reply = new Reply(status, json, "{}", [], headers);
        var mistake = new DeclaredAnswers(_document).Mistake(
            path.Contains("tokens", StringComparison.Ordinal) ? "DELETE" : method, path, reply);

        Assert.True(says is null ? mistake is null : mistake?.Contains(says) == true, mistake);
    }

    private static bool IsForSignedIn(string path) =>
        path.StartsWith(AdministrationModule.Prefix, StringComparison.Ordinal)
        || path is "/api/v1/client-events" or "/api/v1/auth/me" or "/api/v1/auth/events" or "/api/v1/auth/password"
            or "/api/v1/auth/tokens" or "/api/v1/auth/tokens/{id}" or "/api/v1/auth/logout-others"
            or "/api/v1/auth/logout-all";

    private static bool IsProblem(KeyValuePair<string, JsonNode?> answer) =>
        answer.Value!["content"]?["application/problem+json"] is not null;

    private IEnumerable<string> HeadersOf(string path) =>
        from parameter in _document["paths"]![path]!["post"]!["parameters"]!.AsArray()
        where parameter!["in"]!.GetValue<string>() == "header"
        select parameter["name"]!.GetValue<string>();

    private List<(string Method, string Path, JsonObject Operation)> Operations() =>
    [
        .. from path in _document["paths"]!.AsObject()
           from operation in path.Value!.AsObject()
           select (operation.Key.ToUpperInvariant(), path.Key, operation.Value!.AsObject()),
    ];
}
