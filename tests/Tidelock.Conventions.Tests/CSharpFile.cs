using Microsoft.CodeAnalysis.CSharp;

namespace Tidelock.Conventions.Tests;

/// <summary>A C# file and its syntax tree.</summary>
internal sealed record CSharpFile(RepositoryFile File, CompilationUnitSyntax Root)
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.Preview);

    /// <summary>Every C# file of the repository.</summary>
    internal static IReadOnlyList<CSharpFile> All { get; } =
        [.. Repository.WithExtension(".cs").Select(file => Parse(file.Path, file.Text))];

    /// <summary>The path from the root.</summary>
    internal string Path => File.Path;

    /// <summary>The files of one source project, such as <c>Tidelock.Server</c>.</summary>
    internal static IEnumerable<CSharpFile> Of(string project) =>
        All.Where(file => file.Path.StartsWith($"src/{project}/", StringComparison.Ordinal));

    /// <summary>Parses <paramref name="text"/>.</summary>
    internal static CSharpFile Parse(string path, string text)
    {
        var tree = Microsoft.CodeAnalysis.CSharp.CSharpSyntaxTree.ParseText(text, Options, path);
        return new(new(path, text), tree.GetCompilationUnitRoot());
    }

    /// <summary>All nodes of one sort.</summary>
    internal IEnumerable<T> Nodes<T>()
        where T : SyntaxNode => Root.DescendantNodes().OfType<T>();

    /// <summary>The first line of a node, counted from one.</summary>
    internal static int LineOf(SyntaxNode node) => node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;

    /// <inheritdoc />
    public override string ToString() => Path;
}
