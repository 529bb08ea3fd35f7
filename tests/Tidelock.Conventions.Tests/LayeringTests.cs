using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.CodeAnalysis.CSharp;

namespace Tidelock.Conventions.Tests;

public sealed partial class LayeringTests
{
    /// <summary>What each project may reference: projects and packages. Dependencies point inwards.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Tidelock"] = [],
        ["Tidelock.Storage.Sqlite"] = ["Tidelock", "SQLitePCLRaw.bundle_e_sqlite3", "SQLitePCLRaw.core"],
        ["Tidelock.Server"] = ["Tidelock", "Microsoft.AspNetCore.App", "Microsoft.AspNetCore.OpenApi"],
        ["Tidelock.Cli"] =
        [
            "Tidelock.Server", "Tidelock.Storage.Sqlite", "Microsoft.AspNetCore.App", "System.CommandLine",
            "Spectre.Console",
        ],
    };

    [Fact]
    public void Every_source_project_references_what_it_may_and_nothing_else()
    {
        var projects = Repository.WithExtension(".csproj")
            .Where(file => file.Path.StartsWith("src/", StringComparison.Ordinal))
            .ToDictionary(file => Path.GetFileNameWithoutExtension(file.Path), ReferencesOf, StringComparer.Ordinal);

        Assert.Equal(Sorted(Allowed.Keys), Sorted(projects.Keys));
        Assert.All(Allowed, project => Assert.Equal(Sorted(project.Value), Sorted(projects[project.Key])));
    }

    [Fact]
    public void The_domain_does_no_input_or_output() => Finding.None(
        from file in CSharpFile.Of("Tidelock")
        from name in file.Nodes<UsingDirectiveSyntax>().Select(directive => directive.Name?.ToString() ?? string.Empty)
        where OutsideWorld().IsMatch(name)
        select $"{file} uses {name}",
        "The domain decides; files, sockets, databases and processes are other projects' business.");

    [Fact]
    public void The_server_and_the_command_line_know_no_sql() => Finding.None(
        CSharpFile.Of("Tidelock.Server").Concat(CSharpFile.Of("Tidelock.Cli")).SelectMany(SqlIn),
        "SQL stands beside the store that runs it, in a storage project.");

    [Fact]
    public void The_server_does_not_know_which_database_it_runs_on() => Finding.None(
        from file in CSharpFile.Of("Tidelock.Server")
        where file.File.Text.Contains("Sqlite", StringComparison.OrdinalIgnoreCase)
        select file.Path,
        "The server reaches stores through the domain's interfaces; the command line wires one in.");

    [Fact]
    public void Sql_is_constant() => Finding.None(
        CSharpFile.Of("Tidelock.Storage.Sqlite").SelectMany(ComposedSql),
        "Values are bound, never written into a statement's text; only constants may stand in it.");

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Repository.File("Tidelock.slnx").Text;
        Finding.None(
            from project in Repository.WithExtension(".csproj")
            where !solution.Contains($"Path=\"{project.Path}\"", StringComparison.Ordinal)
            select project.Path,
            "What is not in the solution is built and tested by nobody.");
    }

    [Theory]
    [InlineData("const int Max = 3; var x = $\"SELECT a FROM b LIMIT {Max}\";", 0)]
    [InlineData("var x = $\"SELECT a FROM b WHERE c = {name}\";", 1)]
    [InlineData("var x = \"SELECT a FROM b WHERE c = \" + name;", 1)]
    [InlineData("const string X = $\"SELECT {Other.Columns} FROM b\";", 0)]
    [InlineData("const string Part = \"c\"; var x = \"SELECT a FROM b WHERE \" + Part + \" = ?\";", 0)]
    public void Composed_sql_is_found(string statements, int expected) =>
        Assert.Equal(expected, ComposedSql(CSharpFile.Parse("X.cs", statements)).Count());

    [Theory]
    [InlineData("\"SELECT id FROM users\"", 1)]
    [InlineData("\"\"\"\n  update session set x = 1\n  \"\"\"", 1)]
    [InlineData("$\"DELETE FROM {table}\"", 1)]
    [InlineData("\"Select a session to end.\"", 0)]
    public void Sql_is_told_from_prose(string literal, int expected) =>
        Assert.Equal(expected, SqlIn(CSharpFile.Parse("X.cs", $"var x = {literal};")).Count());

    private static IEnumerable<string> Sorted(IEnumerable<string> names) => names.Order(StringComparer.Ordinal);

    private static IEnumerable<string> SqlIn(CSharpFile file) =>
        from token in file.Root.DescendantTokens()
        where token.Kind() is SyntaxKind.StringLiteralToken or SyntaxKind.InterpolatedStringTextToken
            or SyntaxKind.MultiLineRawStringLiteralToken or SyntaxKind.SingleLineRawStringLiteralToken
            or SyntaxKind.Utf8StringLiteralToken or SyntaxKind.Utf8MultiLineRawStringLiteralToken
        where Sql().IsMatch(token.ValueText)
        select $"{file}: {token.ValueText.Trim()}";

    /// <summary>
    /// Statements into which something else than a constant is written. In a constant the compiler makes sure of it;
    /// elsewhere only constants of the same file are known.
    /// </summary>
    private static IEnumerable<string> ComposedSql(CSharpFile file)
    {
        var constants = file.Nodes<VariableDeclaratorSyntax>()
            .Where(variable => IsConstant(variable.Parent?.Parent))
            .Select(variable => variable.Identifier.Text)
            .ToHashSet(StringComparer.Ordinal);
        return
            from text in file.Nodes<ExpressionSyntax>()
            where !text.Ancestors().Any(IsConstant)
            let holes = text switch
            {
                InterpolatedStringExpressionSyntax interpolated when Sql().IsMatch(TextOf(interpolated)) =>
                    interpolated.Contents.OfType<InterpolationSyntax>().Select(hole => hole.Expression),
                BinaryExpressionSyntax { Parent: not BinaryExpressionSyntax } sum when IsSqlSum(sum) =>
                    sum.DescendantNodes().OfType<ExpressionSyntax>().Where(part => part is not BinaryExpressionSyntax),
                _ => [],
            }
            where holes.Any(hole => hole is not LiteralExpressionSyntax && !constants.Contains(hole.ToString()))
            select $"{file}:{CSharpFile.LineOf(text)}";
    }

    private static bool IsConstant(SyntaxNode? declaration) => declaration switch
    {
        FieldDeclarationSyntax field => field.Modifiers.Any(SyntaxKind.ConstKeyword),
        LocalDeclarationStatementSyntax local => local.Modifiers.Any(SyntaxKind.ConstKeyword),
        _ => false,
    };

    private static bool IsSqlSum(BinaryExpressionSyntax sum) =>
        sum.IsKind(SyntaxKind.AddExpression)
        && sum.DescendantNodes().OfType<LiteralExpressionSyntax>().Any(part => Sql().IsMatch(part.Token.ValueText));

    private static string TextOf(InterpolatedStringExpressionSyntax interpolated) =>
        string.Concat(interpolated.Contents.Select(part => part is InterpolatedStringTextSyntax text
            ? text.TextToken.ValueText
            : "x"));

    private static List<string> ReferencesOf(RepositoryFile project)
    {
        var items = XDocument.Parse(project.Text).Descendants();
        return
        [
            .. items.Where(item => item.Name.LocalName is "PackageReference" or "FrameworkReference")
                .Select(item => item.Attribute("Include")!.Value),
            .. items.Where(item => item.Name.LocalName == "ProjectReference")
                .Select(item => Path.GetFileNameWithoutExtension(item.Attribute("Include")!.Value.Replace('\\', '/'))),
        ];
    }

    [GeneratedRegex(@"^System\.(IO|Net\.Http|Net\.Sockets\.Socket|Data|Diagnostics\.Process)(\.|$)|^Microsoft\.")]
    private static partial Regex OutsideWorld();

    [GeneratedRegex(
        @"^\s*(SELECT\s.+\sFROM\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|PRAGMA\s|"
        + @"(CREATE|ALTER|DROP)\s+(TABLE|INDEX|VIEW|TRIGGER)\s)",
        RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Sql();
}
