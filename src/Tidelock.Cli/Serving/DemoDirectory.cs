using Tidelock.Server;

namespace Tidelock.Cli.Serving;

/// <summary>The demo's data directory carries a mark, so that beginning anew never deletes anything else.</summary>
internal static class DemoDirectory
{
    /// <summary>Deletes the directory.</summary>
    /// <exception cref="IOException">It is no demo's.</exception>
    /// <exception cref="CommandLine.DirectoryUnavailableException">A demo runs on it.</exception>
    internal static void Clear(string path)
    {
        if (!Directory.Exists(path))
        {
            return;
        }

        if (!File.Exists(new DataDirectory(path).DemoMark))
        {
            throw new IOException($"{path} is no demo's data directory; it is left as it is.");
        }

        using var taken = TakenDirectory.Take(path, MissingStore.IsMade);
        Directory.Delete(path, recursive: true);
    }

    /// <summary>Marks a directory that is new or empty; leaves any other as it is.</summary>
    internal static void MarkNew(string path)
    {
        Directory.CreateDirectory(path);
        if (!Directory.EnumerateFileSystemEntries(path).Any())
        {
            File.WriteAllText(
                new DataDirectory(path).DemoMark, "Made by `tidelock demo`; --reset deletes this directory.\n");
        }
    }
}
