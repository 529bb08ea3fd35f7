using System.Text.Json;
using System.Text.RegularExpressions;
using Tidelock.Server.Events;
using Tidelock.Server.Sessions;

namespace Tidelock.Conventions.Tests;

/// <summary>docs/reference/http-api.md has every endpoint of the server, and its examples the real members.</summary>
public sealed partial class EndpointTests
{
    /// <summary>What is for the server's own pages only, and may change with them.</summary>
    private static readonly string[] Unlisted = ["GET /playground/accounts.json"];

    private static readonly Markdown Page = new(Repository.File("docs/reference/http-api.md"));

    [Fact]
    public void Every_endpoint_is_documented()
    {
        var documented = Documented();
        Finding.None(
            from endpoint in CSharpFile.Of("Tidelock.Server").SelectMany(Mapped)
            where !Unlisted.Contains($"{endpoint.Method} {endpoint.Path}", StringComparer.Ordinal)
            where !documented.Any(known => IsSame(known, endpoint))
            select $"{endpoint.Method} …{endpoint.Path}",
            "What a client may call stands in the reference.");
    }

    [Fact]
    public void Every_documented_endpoint_exists()
    {
        var mapped = CSharpFile.Of("Tidelock.Server").SelectMany(Mapped).ToList();
        Finding.None(
            from known in Documented()
            where !mapped.Any(endpoint => IsSame(known, endpoint))
            select $"{known.Method} {known.Path}",
            "The reference tells of nothing that is not there.");
    }

    [Fact]
    public void The_answer_to_a_sign_in_has_the_members_of_the_example()
    {
        using var example = JsonDocument.Parse(Page.Blocks("json").First());

        string[] sometimes = ["refreshToken", "deviceToken", "ended"];
        Assert.Equal(NamesOf<SessionAnswer>().Except(sometimes), NamesOf(example.RootElement));
        Assert.Equal(NamesOf<SessionView>(), NamesOf(example.RootElement.GetProperty("session")));
    }

    [Fact]
    public void An_event_has_the_members_of_the_example()
    {
        using var example = JsonDocument.Parse(
            new Markdown(Repository.File("docs/reference/events.md")).Blocks("json").First());

        Assert.Equal(NamesOf<ListedEvent>(), NamesOf(example.RootElement));
    }

    [Theory]
    [InlineData("app.MapGet(\"/a\", X);", "GET /a")]
    [InlineData("group.MapPost(Paths.B, X); const string B = \"/b\";", "POST /b")]
    public void A_mapped_endpoint_is_read(string statements, string expected)
    {
        var (method, path) = Assert.Single(Mapped(CSharpFile.Parse("X.cs", statements)));

        Assert.Equal(expected, $"{method} {path}");
    }

    /// <summary>The endpoints that a file maps; a path is a literal or a constant of any file.</summary>
    private static IEnumerable<(string Method, string Path)> Mapped(CSharpFile file) =>
        from call in file.Nodes<InvocationExpressionSyntax>()
        let match = MapMethod().Match((call.Expression as MemberAccessExpressionSyntax)?.Name.Identifier.Text ?? "")
        where match.Success
        let path = PathOf(file, call.ArgumentList.Arguments[0].Expression)
        where path is not null
        select (match.Groups[1].Value.ToUpperInvariant(), path);

    private static string? PathOf(CSharpFile file, ExpressionSyntax expression)
    {
        if (expression is LiteralExpressionSyntax literal)
        {
            return literal.Token.ValueText;
        }

        var name = expression.ToString().Split('.')[^1];
        return CSharpFile.All.Prepend(file)
            .SelectMany(candidate => candidate.Nodes<VariableDeclaratorSyntax>())
            .FirstOrDefault(constant => constant.Identifier.Text == name)?
            .Initializer?.Value is LiteralExpressionSyntax value ? value.Token.ValueText : null;
    }

    /// <summary>Inline code such as <c>GET /users</c> in the first cell of a table's row.</summary>
    private static List<(string Method, string Path)> Documented() =>
    [
        .. from line in Page.Lines
           where line.StartsWith("| `", StringComparison.Ordinal)
           from Match match in MethodAndPath().Matches(line.Split('|')[1])
           select (match.Groups[1].Value, match.Groups[2].Value.Split('?')[0]),
    ];

    private static bool IsSame((string Method, string Path) known, (string Method, string Path) mapped) =>
        known.Method == mapped.Method && known.Path.EndsWith(mapped.Path, StringComparison.Ordinal);

    private static IEnumerable<string> NamesOf<T>() =>
        typeof(T).GetProperties().Where(member => member.GetMethod!.IsPublic)
            .Select(member => JsonNamingPolicy.CamelCase.ConvertName(member.Name)).Order(StringComparer.Ordinal);

    private static IEnumerable<string> NamesOf(JsonElement json) =>
        json.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal);

    [GeneratedRegex("^Map(Get|Post|Put|Delete|Patch)$")]
    private static partial Regex MapMethod();

    [GeneratedRegex("`(GET|POST|PUT|DELETE|PATCH) (/[^`]*)`")]
    private static partial Regex MethodAndPath();
}
