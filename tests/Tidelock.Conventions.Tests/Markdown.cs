using System.Text.RegularExpressions;

namespace Tidelock.Conventions.Tests;

/// <summary>What the documentation tests need to know about a page.</summary>
internal sealed partial class Markdown(RepositoryFile file)
{
    /// <summary>Every page of the repository.</summary>
    internal static IReadOnlyList<Markdown> All { get; } =
        [.. Repository.WithExtension(".md").Select(file => new Markdown(file))];

    /// <summary>The path from the root.</summary>
    internal string Path => file.Path;

    /// <summary>The lines as written.</summary>
    internal IReadOnlyList<string> Lines => file.Lines;

    /// <summary>The lines outside code blocks, with inline code taken out.</summary>
    internal IEnumerable<string> Prose => OutsideFences().Select(line => InlineCode().Replace(line, string.Empty));

    /// <summary>The headings, without their marks.</summary>
    internal IEnumerable<string> Headings =>
        OutsideFences().Where(line => Heading().IsMatch(line)).Select(line => line.TrimStart('#').Trim());

    /// <summary>Where links and pictures point to.</summary>
    internal IEnumerable<string> Targets =>
        from line in Prose
        from Match match in Link().Matches(line)
        select match.Groups.Values.Skip(1).First(part => part.Success).Value;

    /// <summary>What a link to this page may name after <c>#</c>.</summary>
    internal IReadOnlySet<string> Anchors
    {
        get
        {
            var anchors = new HashSet<string>(StringComparer.Ordinal);
            foreach (var slug in Headings.Select(Slug))
            {
                var free = slug;
                for (var number = 1; !anchors.Add(free); number++)
                {
                    free = $"{slug}-{number}";
                }
            }

            return anchors;
        }
    }

    /// <summary>The first cells of the rows of every table: text in code marks only, without the marks.</summary>
    internal IEnumerable<IReadOnlyList<string>> CodeRows =>
        from line in OutsideFences()
        where line.StartsWith("| `", StringComparison.Ordinal)
        select line.Trim('|', ' ').Split('|').Select(cell => cell.Trim().Trim('`')).ToList();

    /// <summary>The code blocks marked as <paramref name="language"/>.</summary>
    internal IEnumerable<string> Blocks(string language)
    {
        List<string>? block = null;
        foreach (var line in Lines)
        {
            if (block is null)
            {
                block = line.TrimStart() == "```" + language ? [] : null;
            }
            else if (line.TrimStart() == "```")
            {
                yield return string.Join('\n', block);
                block = null;
            }
            else
            {
                block.Add(line);
            }
        }
    }

    private static string Slug(string heading) =>
        NotInSlug().Replace(heading.ToLowerInvariant(), string.Empty).Replace(' ', '-');

    private IEnumerable<string> OutsideFences()
    {
        var inside = false;
        foreach (var line in Lines)
        {
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
            {
                inside = !inside;
            }
            else if (!inside)
            {
                yield return line;
            }
        }
    }

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex InlineCode();

    [GeneratedRegex("^#{1,6} ")]
    private static partial Regex Heading();

    [GeneratedRegex("""\]\(([^)\s]+)(?:\s+"[^"]*")?\)|^\[[^\]]+\]:\s+(\S+)|(?:src|href)="([^"]+)\x22""")]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex NotInSlug();
}
