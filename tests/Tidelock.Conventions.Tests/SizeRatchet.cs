using Microsoft.CodeAnalysis.CSharp;

namespace Tidelock.Conventions.Tests;

/// <summary>Something that is larger than it should be.</summary>
/// <param name="Path">The file.</param>
/// <param name="Part"><c>file</c>, <c>longest line</c>, or the method's name.</param>
/// <param name="Size">How large it is, in lines or characters.</param>
/// <param name="Limit">How large it may be.</param>
internal sealed record Oversize(string Path, string Part, int Size, int Limit)
{
    public override string ToString() => $"{Path}: {Part} has {Size}, the limit is {Limit}";
}

/// <summary>Measures files, methods and lines.</summary>
internal static class SizeRatchet
{
    internal const int MaxFileLines = 300;
    internal const int MaxMethodLines = 40;
    internal const int MaxCSharpColumns = 120;
    internal const int MaxScriptColumns = 100;

    /// <summary>Lines of <c>Program.cs</c>, which is a table of contents.</summary>
    internal const int MaxProgramLines = 80;

    private static readonly string[] ScriptExtensions = [".ts", ".tsx", ".js", ".mjs"];

    /// <summary>Everything in the repository that is over a limit.</summary>
    internal static IEnumerable<Oversize> Repository() =>
        CSharpFile.All.SelectMany(OfCSharp).Concat(
            Tests.Repository.WithExtension(ScriptExtensions).SelectMany(file => OfText(file, MaxScriptColumns)));

    /// <summary>What is over a limit in a C# file.</summary>
    internal static IEnumerable<Oversize> OfCSharp(CSharpFile file) =>
        OfText(file.File, MaxCSharpColumns).Concat(
            from member in file.Root.DescendantNodes()
            where IsMeasured(member)
            let lines = LinesOf(member)
            where lines > MaxMethodLines
            select new Oversize(file.Path, NameOf(member), lines, MaxMethodLines));

    /// <summary>What is over a limit in any source file.</summary>
    internal static IEnumerable<Oversize> OfText(RepositoryFile file, int maxColumns)
    {
        var maxLines = file.Path.EndsWith("/Program.cs", StringComparison.Ordinal) ? MaxProgramLines : MaxFileLines;
        if (file.Lines.Count > maxLines)
        {
            yield return new(file.Path, "file", file.Lines.Count, maxLines);
        }

        var longest = file.Lines.Select(line => line.Length).DefaultIfEmpty().Max();
        if (longest > maxColumns)
        {
            yield return new(file.Path, "longest line", longest, maxColumns);
        }
    }

    private static bool IsMeasured(SyntaxNode node) => node
        is BaseMethodDeclarationSyntax
        or AccessorDeclarationSyntax
        or LocalFunctionStatementSyntax
        or PropertyDeclarationSyntax { ExpressionBody: not null };

    /// <summary>From the signature to the closing brace; attributes and doc comments do not count.</summary>
    private static int LinesOf(SyntaxNode member)
    {
        var first = member.ChildNodesAndTokens().First(part => !part.IsKind(SyntaxKind.AttributeList));
        var start = first.GetLocation()!.GetLineSpan().StartLinePosition.Line;
        return member.GetLocation().GetLineSpan().EndLinePosition.Line - start + 1;
    }

    private static string NameOf(SyntaxNode member) => member switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
        LocalFunctionStatementSyntax function => function.Identifier.Text,
        PropertyDeclarationSyntax property => property.Identifier.Text,
        _ => $"{member.Kind()} in line {CSharpFile.LineOf(member)}",
    };
}
