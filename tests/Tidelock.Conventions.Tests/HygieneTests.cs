using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;

namespace Tidelock.Conventions.Tests;

public sealed partial class HygieneTests
{
    private const int ShortestReason = 15;

    [Fact]
    public void No_file_names_a_path_of_somebodys_machine() => Finding.None(
        Repository.Files.SelectMany(file => Lines(file, MachinePath())),
        "Paths are relative or configured.");

    [Fact]
    public void No_file_names_a_package_registry() => Finding.None(
        Repository.Files.SelectMany(file => Lines(file, RegistryHost())),
        "Where packages come from is the machine's setting, not the repository's.");

    [Fact]
    public void A_skipped_test_says_why() =>
        Finding.None(CSharpFile.All.SelectMany(UnreasonedSkips), "A test is skipped with a reason, or not at all.");

    [Fact]
    public void No_source_has_a_region_or_a_note_to_self() => Finding.None(
        from file in CSharpFile.All
        from trivia in file.Root.DescendantTrivia(descendIntoTrivia: true)
        where trivia.IsKind(SyntaxKind.RegionDirectiveTrivia)
            || (IsComment(trivia) && NoteToSelf().IsMatch(trivia.ToString()))
        select $"{file}: {trivia.ToString().Trim()}",
        "What is missing is an issue; what is there needs no fold.");

    [Fact]
    public void A_test_is_named_by_a_sentence() => Finding.None(
        from file in CSharpFile.All
        from method in file.Nodes<MethodDeclarationSyntax>()
        where method.AttributeLists.SelectMany(list => list.Attributes)
            .Any(attribute => attribute.Name.ToString() is "Fact" or "Theory")
        where !Sentence().IsMatch(method.Identifier.Text)
        select $"{file}: {method.Identifier.Text}",
        "A test's name says what holds: A_lost_answer_does_not_sign_anyone_out.");

    [Theory]
    [InlineData("see /ho" + "me/anna/x", 1)]
    [InlineData("see /wo" + "rk/x", 1)]
    [InlineData(@"see C:\Us" + @"ers\x", 1)]
    [InlineData("see /var/lib/tidelock and the network /64", 0)]
    [InlineData("GET https://example.com/home/page", 0)]
    public void A_machine_path_is_found(string line, int expected) =>
        Assert.Equal(expected, Lines(new("X.md", line), MachinePath()).Count());

    [Theory]
    [InlineData("https://api.nu" + "get.org/v3/x", 1)]
    [InlineData("\"resolved\": \"https://regis" + "try.npmjs.org/x\"", 1)]
    [InlineData("https://datatracker.ietf.org/doc/html/rfc9449", 0)]
    public void A_registry_is_found(string line, int expected) =>
        Assert.Equal(expected, Lines(new("X.md", line), RegistryHost()).Count());

    [Theory]
    [InlineData("[Fact(Skip = \"\")] void M() { }", 1)]
    [InlineData("[Fact(Skip = Reason)] void M() { }", 1)]
    [InlineData("[Fact(Skip = \"PostgreSQL is not on this machine\")] void M() { }", 0)]
    [InlineData("void M() { Assert.Skip(\"no\"); }", 1)]
    public void A_skip_without_a_reason_is_found(string member, int expected) =>
        Assert.Equal(expected, UnreasonedSkips(CSharpFile.Parse("X.cs", $"sealed class C {{ {member} }}")).Count());

    private static IEnumerable<string> Lines(RepositoryFile file, Regex pattern) =>
        file.Lines.Select((line, index) => (line, index)).Where(item => pattern.IsMatch(item.line))
            .Select(item => $"{file}:{item.index + 1}: {item.line.Trim()}");

    private static IEnumerable<string> UnreasonedSkips(CSharpFile file)
    {
        var attributes = file.Nodes<AttributeArgumentSyntax>()
            .Where(argument => argument.NameEquals?.Name.Identifier.Text == "Skip")
            .Select(argument => argument.Expression);
        var calls = file.Nodes<InvocationExpressionSyntax>()
            .Where(call => call.Expression.ToString() is "Assert.Skip")
            .Select(call => call.ArgumentList.Arguments[0].Expression);
        return attributes.Concat(calls).Where(reason => !IsReason(reason))
            .Select(reason => $"{file}:{CSharpFile.LineOf(reason)}: {reason}");
    }

    private static bool IsReason(ExpressionSyntax expression) => expression switch
    {
        LiteralExpressionSyntax literal => literal.Token.ValueText.Length >= ShortestReason,
        InterpolatedStringExpressionSyntax text => text.Contents.ToString().Length >= ShortestReason,
        _ => false,
    };

    private static bool IsComment(SyntaxTrivia trivia) => trivia.Kind()
        is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia;

    [GeneratedRegex(@"(?<![\w.:/~-])/(home|Users|root|work)/|\b[A-Z]:\\Users")]
    private static partial Regex MachinePath();

    [GeneratedRegex(
        @"https?://[^/\s""'<>]*(nuget|npmjs|npm\.|pypi|artifactory|jfrog|nexus|verdaccio|registry|crates\.io)")]
    private static partial Regex RegistryHost();

    [GeneratedRegex("^[A-Z0-9][A-Za-z0-9]*(_[A-Za-z0-9]+)+$")]
    private static partial Regex Sentence();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b")]
    private static partial Regex NoteToSelf();
}
