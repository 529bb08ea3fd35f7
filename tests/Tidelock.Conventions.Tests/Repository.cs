namespace Tidelock.Conventions.Tests;

/// <summary>The working tree that these tests were built from.</summary>
internal static class Repository
{
    private const string Marker = "Tidelock.slnx";
    private static readonly string[] BinaryExtensions = [".png", ".jpg", ".ico", ".woff2", ".pfx", ".bin", ".gz"];

    /// <summary>Its root, found from where the test assembly lies.</summary>
    internal static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>Every text file that .gitignore does not exclude.</summary>
    internal static IReadOnlyList<RepositoryFile> Files { get; } = Walk();

    /// <summary>The file at <paramref name="path"/>, which must exist.</summary>
    internal static RepositoryFile File(string path) =>
        Files.FirstOrDefault(file => file.Path == path) ?? throw new InvalidOperationException($"{path} is missing.");

    /// <summary>The files that end in one of <paramref name="extensions"/>.</summary>
    internal static IEnumerable<RepositoryFile> WithExtension(params string[] extensions) =>
        Files.Where(file => extensions.Contains(Path.GetExtension(file.Path), StringComparer.Ordinal));

    private static string FindRoot(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (folder.GetFiles(Marker).Length > 0)
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No {Marker} above {start}.");
    }

    private static List<RepositoryFile> Walk()
    {
        var ignored = System.IO.File.ReadAllLines(Path.Combine(Root, ".gitignore"));
        string[] folders = [".git", .. ignored.Where(line => line.EndsWith('/')).Select(line => line.TrimEnd('/'))];
        var endings = ignored.Where(line => line.StartsWith("*.", StringComparison.Ordinal)).Select(line => line[1..]);
        var found = new List<RepositoryFile>();
        var waiting = new Stack<DirectoryInfo>([new DirectoryInfo(Root)]);
        while (waiting.TryPop(out var folder))
        {
            foreach (var child in folder.GetDirectories().Where(child => !folders.Contains(child.Name)))
            {
                waiting.Push(child);
            }

            found.AddRange(folder.GetFiles()
                .Where(file => file.Name != ".git" && !endings.Contains(file.Extension))
                .Where(file => !BinaryExtensions.Contains(file.Extension, StringComparer.Ordinal))
                .Select(file => new RepositoryFile(
                    Path.GetRelativePath(Root, file.FullName).Replace('\\', '/'),
                    System.IO.File.ReadAllText(file.FullName))));
        }

        return [.. found.OrderBy(file => file.Path, StringComparer.Ordinal)];
    }
}

/// <summary>One text file: its path from the root with forward slashes, and what it holds.</summary>
internal sealed record RepositoryFile(string Path, string Text)
{
    /// <summary>Its lines, without the empty one after a final newline.</summary>
    internal IReadOnlyList<string> Lines { get; } = Split(Text);

    /// <summary>The path, which is all a failing assertion needs.</summary>
    public override string ToString() => Path;

    private static string[] Split(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        return lines[^1].Length == 0 ? lines[..^1] : lines;
    }
}
