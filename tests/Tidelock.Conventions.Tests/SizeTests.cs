namespace Tidelock.Conventions.Tests;

/// <summary>One place that may stay over a limit.</summary>
/// <param name="Path">The file.</param>
/// <param name="Part">The part, as <see cref="Oversize.Part"/> names it.</param>
/// <param name="Allowed">Its size today: it may shrink, and then this figure shrinks with it.</param>
/// <param name="Reason">Why it is better whole.</param>
internal sealed record SizeException(string Path, string Part, int Allowed, string Reason);

public sealed class SizeTests
{
    /// <summary>Every exception there is. The list only shrinks: an entry that is not needed any more fails.</summary>
    private static readonly SizeException[] Exceptions = [];

    [Fact]
    public void Files_methods_and_lines_stay_small() => Finding.None(
        SizeRatchet.Repository().Where(found => !IsExcused(found)).Select(found => found.ToString()),
        "Sizes are a tripwire: split it where a noun of its own wants out.");

    [Fact]
    public void Every_size_exception_is_needed_exact_and_reasoned()
    {
        var found = SizeRatchet.Repository().ToList();
        Finding.None(
            from exception in Exceptions
            let actual = found.FirstOrDefault(size => size.Path == exception.Path && size.Part == exception.Part)
            where actual?.Size != exception.Allowed || exception.Reason.Length < 20
            select $"{exception.Path} {exception.Part}: allowed {exception.Allowed}, is {actual?.Size ?? 0}",
            "The list of size exceptions only shrinks: correct or remove the entry.");
    }

    [Theory]
    [InlineData(40, false)]
    [InlineData(41, true)]
    public void A_method_is_measured_from_its_signature_to_its_brace(int lines, bool tooLong)
    {
        var body = string.Join('\n', Enumerable.Repeat("        Call();", lines - 3));
        var method = $"    /// <summary>S.</summary>\n    [Fact]\n    void M()\n    {{\n{body}\n    }}";
        var text = $"sealed class C\n{{\n{method}\n}}\n";

        var found = SizeRatchet.OfCSharp(CSharpFile.Parse("C.cs", text));

        Assert.Equal(tooLong ? ["M"] : [], found.Select(size => size.Part));
    }

    [Theory]
    [InlineData(120, 300, 0)]
    [InlineData(121, 300, 1)]
    [InlineData(120, 301, 1)]
    public void A_long_line_and_a_long_file_are_found(int columns, int lines, int expected)
    {
        var text = string.Join('\n', Enumerable.Repeat(new string('/', columns), lines)) + "\n";

        Assert.Equal(expected, SizeRatchet.OfCSharp(CSharpFile.Parse("C.cs", text)).Count());
    }

    private static bool IsExcused(Oversize found) =>
        Exceptions.Any(exception => exception.Path == found.Path && exception.Part == found.Part);
}
