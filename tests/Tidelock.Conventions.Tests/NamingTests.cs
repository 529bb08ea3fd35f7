using System.Text.RegularExpressions;

namespace Tidelock.Conventions.Tests;

public sealed partial class NamingTests
{
    private const string Rule =
        "A drawer name says nothing about what lies in it. Name the thing, or put it beside its one user.";

    [Fact]
    public void No_folder_or_file_has_a_drawer_name() => Finding.None(
        from file in Repository.Files
        where file.Path.StartsWith("src/", StringComparison.Ordinal)
            || file.Path.StartsWith("tests/", StringComparison.Ordinal)
            || file.Path.StartsWith("bench/", StringComparison.Ordinal)
        let segments = Path.ChangeExtension(file.Path, null).Split('/').SelectMany(segment => segment.Split('.'))
        where segments.Any(IsDrawer)
        select file.Path,
        Rule);

    [Fact]
    public void No_namespace_has_a_drawer_name() => Finding.None(
        from file in CSharpFile.All
        from space in file.Nodes<BaseNamespaceDeclarationSyntax>()
        where space.Name.ToString().Split('.').Any(IsDrawer)
        select $"{file}: {space.Name}",
        Rule);

    [Fact]
    public void No_type_has_a_drawer_name() => Finding.None(
        from file in CSharpFile.All
        from type in file.Nodes<BaseTypeDeclarationSyntax>()
        where IsDrawer(type.Identifier.Text)
        select $"{file}: {type.Identifier.Text}",
        Rule);

    [Fact]
    public void A_file_is_in_the_namespace_of_its_folder() => Finding.None(
        from file in CSharpFile.All
        from space in file.Nodes<BaseNamespaceDeclarationSyntax>()
        let folders = Path.GetDirectoryName(file.Path)!.Replace('\\', '/').Split('/').Skip(1)
        let expected = string.Join('.', folders)
        where space.Name.ToString() != expected
        select $"{file}: {space.Name}, expected {expected}",
        "Who reads a namespace knows the folder.");

    [Theory]
    [InlineData("Common", true)]
    [InlineData("Helpers", true)]
    [InlineData("TokenHelper", true)]
    [InlineData("SessionManager", true)]
    [InlineData("UserService", true)]
    [InlineData("StringUtils", true)]
    [InlineData("NetCore", true)]
    [InlineData("Score", false)]
    [InlineData("ServiceCollectionEntry", false)]
    [InlineData("SharedMemoryRing", false)]
    [InlineData("Sessions", false)]
    public void A_drawer_is_told_from_a_room(string name, bool drawer) => Assert.Equal(drawer, IsDrawer(name));

    private static bool IsDrawer(string name) => Drawer().IsMatch(name);

    [GeneratedRegex(
        "^(.*[a-z0-9])?(Cores?|Commons?|Utils?|Utilit(y|ies)|Helpers?|Managers?|Misc|Services?)$|^Shared$"
        + "|^(core|common|shared|utils?|utilities|helpers?|managers?|misc|services?)$")]
    private static partial Regex Drawer();
}
