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
