using Microsoft.CodeAnalysis.CSharp;

namespace Tidelock.Conventions.Tests;

public sealed class VisibilityTests
{
    /// <summary>
    /// The public types of the projects around the domain: what another project types to wire them. Everything else
    /// in them is internal.
    /// </summary>
    private static readonly Dictionary<string, string[]> PublicTypes = new(StringComparer.Ordinal)
    {
        ["Tidelock.Storage.Sqlite"] =
        [
            "SqliteDatabase", "SqliteOptions", "SqliteRestore", "RestoreOptions", "RestoreResult", "UnboundSessions",
            "CarriedOver",
        ],
        ["Tidelock.Server"] =
        [
            "TidelockRegistration", "TidelockEndpoints", "TidelockStores", "TidelockConfigurationException",
            "ConfigurationReference", "SettingDescription", "SettingInForce",
        ],
        ["Tidelock.Cli"] = [],
    };

    /// <summary>Classes that a library derives from while it runs.</summary>
    private static readonly string[] DerivedAtRunTime = ["MicroBench"];

    [Fact]
    public void Only_the_listed_entry_points_are_public() => Finding.None(
        from project in PublicTypes
        from file in CSharpFile.Of(project.Key)
        from name in PublicTypesOf(file)
        where !project.Value.Contains(name, StringComparer.Ordinal)
        select $"{file}: {name} is public",
        $"Internal by default. An entry point that others must type goes into {nameof(PublicTypes)}.");

    [Fact]
    public void Every_listed_entry_point_is_still_there() => Finding.None(
        from project in PublicTypes
        let actual = CSharpFile.Of(project.Key).SelectMany(PublicTypesOf).ToHashSet(StringComparer.Ordinal)
        from name in project.Value
        where !actual.Contains(name)
        select $"{project.Key}: {name}",
        "The list of entry points only holds what is public.");

    [Fact]
    public void Every_class_is_sealed_static_or_abstract() =>
        Finding.None(Open(CSharpFile.All), "A class that nobody derives from is sealed.");

    [Fact]
    public void An_abstract_class_of_the_domain_is_a_closed_set() => Finding.None(
        CSharpFile.Of("Tidelock").SelectMany(OpenSets),
        "An abstract record of the domain lists its cases inside itself, behind a private constructor.");

    [Theory]
    [InlineData("class C;", 1)]
    [InlineData("sealed class C; static class D; abstract class E; record struct F; interface G;", 0)]
    [InlineData("record C;", 1)]
    [InlineData("class C; sealed class D : C;", 0)]
    [InlineData("sealed partial class C; partial class C;", 0)]
    public void An_open_class_is_found(string text, int expected) =>
        Assert.Equal(expected, Open([CSharpFile.Parse("C.cs", text)]).Count());

    [Theory]
    [InlineData("abstract record C;", 1)]
    [InlineData("abstract record C { private C() { } sealed record D : C; }", 0)]
    public void An_open_set_is_found(string text, int expected) =>
        Assert.Equal(expected, OpenSets(CSharpFile.Parse("C.cs", text)).Count());

    private static IEnumerable<string> PublicTypesOf(CSharpFile file) =>
        from type in file.Nodes<MemberDeclarationSyntax>()
        where type is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax
        where type.Parent is BaseNamespaceDeclarationSyntax or CompilationUnitSyntax
        where type.Modifiers.Any(SyntaxKind.PublicKeyword)
        select type is BaseTypeDeclarationSyntax named
            ? named.Identifier.Text
            : ((DelegateDeclarationSyntax)type).Identifier.Text;

    private static IEnumerable<string> Open(IEnumerable<CSharpFile> files)
    {
        var all = files.ToList();
        var bases = all.SelectMany(file => file.Nodes<BaseTypeSyntax>()).Select(type => NameOf(type.Type)).ToHashSet();
        var classes =
            from file in all
            from type in file.Nodes<TypeDeclarationSyntax>()
            where type is ClassDeclarationSyntax || type.IsKind(SyntaxKind.RecordDeclaration)
            group type by (Project: string.Join('/', file.Path.Split('/').Take(2)), type.Identifier.Text) into parts
            where !parts.Any(IsClosed)
            select parts;
        return classes.Where(parts => !bases.Contains(parts.Key.Text) && !DerivedAtRunTime.Contains(parts.Key.Text))
            .Select(parts => $"{parts.First().SyntaxTree.FilePath}: {parts.Key.Text}");
    }

    private static bool IsClosed(TypeDeclarationSyntax type) =>
        type.Modifiers.Any(SyntaxKind.SealedKeyword)
        || type.Modifiers.Any(SyntaxKind.StaticKeyword)
        || type.Modifiers.Any(SyntaxKind.AbstractKeyword);

    private static IEnumerable<string> OpenSets(CSharpFile file) =>
        from type in file.Nodes<TypeDeclarationSyntax>()
        where type.Modifiers.Any(SyntaxKind.AbstractKeyword)
        where !type.Members.OfType<ConstructorDeclarationSyntax>()
            .Any(constructor => constructor.Modifiers.Any(SyntaxKind.PrivateKeyword))
        select $"{file}: {type.Identifier.Text}";

    private static string NameOf(TypeSyntax type) => type switch
    {
        GenericNameSyntax generic => generic.Identifier.Text,
        QualifiedNameSyntax qualified => qualified.Right.Identifier.Text,
        _ => type.ToString(),
    };
}
