namespace Tidelock.Cli.Serving;

/// <summary>The demo's data directory carries a mark, so that beginning anew never deletes anything else.</summary>
internal static class DemoDirectory
{
    internal const string Mark = "this-is-a-tidelock-demo";

    /// <summary>Deletes the directory.</summary>
    /// <exception cref="IOException">It is no demo's.</exception>
    internal static void Clear(string path)
    {
        if (!Directory.Exists(path))
        {
            return;
        }

        if (!File.Exists(Path.Combine(path, Mark)))
        {
            throw new IOException($"{path} is no demo's data directory; it is left as it is.");
        }

        Directory.Delete(path, recursive: true);
    }

    /// <summary>Marks a directory that is new or empty; leaves any other as it is.</summary>
    internal static void MarkNew(string path)
    {
        Directory.CreateDirectory(path);
        if (!Directory.EnumerateFileSystemEntries(path).Any())
        {
            File.WriteAllText(Path.Combine(path, Mark), "Made by `tidelock demo`; --reset deletes this directory.\n");
        }
    }
}
