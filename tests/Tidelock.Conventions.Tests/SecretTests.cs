using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;

namespace Tidelock.Conventions.Tests;

public sealed partial class SecretTests
{
    /// <summary>The demo's accounts are printed at its start: their passwords are no secret.</summary>
    private static readonly string[] NotSecret = ["DemoAccount"];

    [Fact]
    public void A_record_that_holds_a_secret_does_not_print_it() => Finding.None(
        CSharpFile.All.Where(file => file.Path.StartsWith("src/", StringComparison.Ordinal)).SelectMany(Talkative),
        "A record prints its members. One that holds a password, token or key has a ToString that prints none of it.");

    [Theory]
    [InlineData("sealed record R(string Password);", 1)]
    [InlineData("sealed record R { public string? RefreshToken { get; init; } }", 1)]
    [InlineData("readonly record struct R(string NewPassword) { public override string ToString() => \"\"; }", 0)]
    [InlineData("sealed record R(Digest TokenHash, string TokenType);", 0)]
    [InlineData("sealed class R { public string Password { get; } }", 0)]
    public void A_talkative_record_is_found(string text, int expected) =>
        Assert.Equal(expected, Talkative(CSharpFile.Parse("R.cs", text)).Count());

    private static IEnumerable<string> Talkative(CSharpFile file) =>
        from record in file.Nodes<RecordDeclarationSyntax>()
        where !NotSecret.Contains(record.Identifier.Text, StringComparer.Ordinal)
        where !record.Members.OfType<MethodDeclarationSyntax>().Any(method => method.Identifier.Text == "ToString")
        from member in Members(record)
        where IsText(member.Type) && Secret().IsMatch(member.Name)
        select $"{file}: {record.Identifier.Text}.{member.Name}";

    private static IEnumerable<(string Type, string Name)> Members(RecordDeclarationSyntax record) =>
    [
        .. record.ParameterList?.Parameters.Select(member => ($"{member.Type}", member.Identifier.Text)) ?? [],
        .. record.Members.OfType<PropertyDeclarationSyntax>()
            .Where(member => member.Modifiers.Any(SyntaxKind.PublicKeyword))
            .Select(member => ($"{member.Type}", member.Identifier.Text)),
    ];

    private static bool IsText(string type) => type.TrimEnd('?') is "string" or "ReadOnlyMemory<char>";

    [GeneratedRegex("(Password|Secret|RefreshToken|AccessToken|DeviceToken|^Token|MasterKey)$")]
    private static partial Regex Secret();
}
