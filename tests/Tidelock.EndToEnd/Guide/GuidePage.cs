namespace Tidelock.EndToEnd.Guide;

/// <summary>A page of the guide, for the examples in it.</summary>
internal sealed class GuidePage
{
    private const string Fence = "```";
    private readonly string[] _lines;

    private GuidePage(string[] lines) => _lines = lines;

    internal static GuidePage Read(string name) =>
        new(File.ReadAllLines(Path.Combine(Repository.Root, "docs", "guide", name)));

    /// <summary>The text of every fenced block in <paramref name="language"/>.</summary>
    internal IReadOnlyList<string> Blocks(string language)
    {
        var blocks = new List<string>();
        for (var i = 0; i < _lines.Length; i++)
        {
            if (_lines[i] == Fence + language)
            {
                var block = _lines.Skip(i + 1).TakeWhile(line => line != Fence).ToList();
                blocks.Add(string.Join('\n', block));
                i += block.Count + 1;
            }
        }

        return blocks;
    }

    /// <summary>The block that begins with this line.</summary>
    internal string BlockThatBegins(string language, string firstLine) =>
        Blocks(language).Single(block => block.StartsWith(firstLine, StringComparison.Ordinal));
}
