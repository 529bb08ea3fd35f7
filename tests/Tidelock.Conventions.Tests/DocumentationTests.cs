using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tidelock.Conventions.Tests;

public sealed partial class DocumentationTests
{
    private static readonly string[] AdrParts = ["Context", "Options", "Decision", "Consequences"];
    private static readonly string[] NoLink = ["a link in the list"];

    [Fact]
    public void No_link_is_dead() => Finding.None(
        from page in Markdown.All
        from target in page.Targets
        where IsLocal(target)
        let problem = ProblemWith(page, target)
        where problem is not null
        select $"{page.Path}: {target} {problem}",
        "A link in the documentation leads somewhere.");

    [Fact]
    public void A_page_that_source_names_exists() => Finding.None(
        from file in Repository.WithExtension(".cs", ".ts", ".js", ".sh", ".sql", ".html")
        from Match match in PageName().Matches(file.Text)
        where !Exists(match.Value)
        select $"{file}: {match.Value}",
        "A comment that sends the reader to a page sends them to one that exists.");

    [Fact]
    public void Every_page_starts_with_two_lines_and_an_example() => Finding.None(
        from page in Markdown.All
        where Page().IsMatch(page.Path)
        let problem = OpeningProblem(page)
        where problem is not null
        select $"{page.Path}: {problem}",
        "A page starts with a title, a summary of two lines and an example.");

    [Fact]
    public void Json_in_pages_is_json() => Finding.None(
        from page in Markdown.All
        from block in page.Blocks("json")
        where !IsJson(block)
        select $"{page.Path}: {block}",
        "Somebody will paste this.");

    [Fact]
    public void Every_decision_record_is_complete_and_listed()
    {
        var list = Repository.File("docs/adr/README.md").Text;
        var records = Markdown.All.Where(page => AdrPath().IsMatch(page.Path)).ToList();

        Assert.NotEmpty(records);
        Finding.None(
            from page in records
            let listed = list.Contains($"]({Path.GetFileName(page.Path)})", StringComparison.Ordinal)
            from missing in AdrParts.Except(page.Headings, StringComparer.Ordinal).Concat(listed ? [] : NoLink)
            select $"{page.Path}: {missing}",
            "A decision record has context, options, decision and consequences, and stands in docs/adr/README.md.");
        Assert.Equal(
            Enumerable.Range(1, records.Count).Select(number => number.ToString("0000", null)),
            records.Select(page => Path.GetFileName(page.Path)[..4]));
    }

    [Fact]
    public void The_change_log_has_a_place_for_what_comes_next() =>
        Assert.Contains(
            "Unreleased", new Markdown(Repository.File("CHANGELOG.md")).Headings.Select(text => text.Trim('[', ']')));

    [Theory]
    [InlineData("[a](missing.md)", 1)]
    [InlineData("[a](README.md#no-such-heading)", 1)]
    [InlineData("[a](#here)\n# Here", 0)]
    [InlineData("`[a](missing.md)`", 0)]
    [InlineData("```\n[a](missing.md)\n```", 0)]
    [InlineData("<img src=\"missing.png\">", 1)]
    [InlineData("[a]: missing.md", 1)]
    public void A_dead_link_is_found(string text, int expected)
    {
        var page = new Markdown(new("README.md", text));
        Assert.Equal(expected, page.Targets.Count(target => ProblemWith(page, target) is not null));
    }

    private static bool IsLocal(string target) =>
        !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal);

    private static string? ProblemWith(Markdown page, string target)
    {
        var (path, anchor) = target.Split('#', 2) is [var before, var after] ? (before, after) : (target, null);
        var folder = Path.GetDirectoryName(page.Path) ?? string.Empty;
        var resolved = path.Length == 0
            ? page.Path
            : Path.GetRelativePath("/", Path.GetFullPath(Path.Combine("/", folder, path))).Replace('\\', '/');
        if (!Exists(resolved))
        {
            return "does not exist";
        }

        var linked = path.Length == 0 ? page : Markdown.All.FirstOrDefault(other => other.Path == resolved);
        return anchor is null || linked is null || linked.Anchors.Contains(anchor) ? null : "has no such heading";
    }

    private static bool Exists(string path) =>
        Path.Combine(Repository.Root, path) is var full && (File.Exists(full) || Directory.Exists(full));

    private static string? OpeningProblem(Markdown page)
    {
        var body = page.Lines.Skip(1).SkipWhile(string.IsNullOrWhiteSpace).ToList();
        if (page.Lines.Count == 0 || !page.Lines[0].StartsWith("# ", StringComparison.Ordinal))
        {
            return "the first line is no title";
        }

        if (body.TakeWhile(line => !string.IsNullOrWhiteSpace(line)).Count() != 2)
        {
            return "the summary is not two lines";
        }

        var hasExample = body.TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Any(line => line.StartsWith("```", StringComparison.Ordinal));
        return hasExample ? null : "no example before the first part";
    }

    private static bool IsJson(string text)
    {
        try
        {
            using var parsed = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"docs/[A-Za-z0-9_/-]+\.md")]
    private static partial Regex PageName();

    [GeneratedRegex("^docs/(guide|operate|reference|internals)/")]
    private static partial Regex Page();

    [GeneratedRegex(@"^docs/adr/\d{4}-[a-z0-9-]+\.md$")]
    private static partial Regex AdrPath();
}
