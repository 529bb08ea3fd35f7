using Tidelock.Cli.CommandLine;

namespace Tidelock.Cli.Serving;

/// <summary>
/// The data directory while this process works on it. Only its owner may open it, and only one process may work on
/// it: the lock goes with the process, however that ends.
/// </summary>
internal sealed class TakenDirectory : IDisposable
{
    private const string LockName = "lock";
    private const string DatabaseName = "tidelock.db";
    private const UnixFileMode OwnerOnly =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly FileStream _lock;

    private TakenDirectory(string path, FileStream held) => (Path, _lock) = (path, held);

    internal string Path { get; }

    internal string DatabasePath => System.IO.Path.Combine(Path, DatabaseName);

    /// <summary>Makes the directory where it is missing, and takes it.</summary>
    /// <exception cref="DirectoryUnavailableException">Another process works on it.</exception>
    /// <exception cref="IOException">It is somebody's directory of other things.</exception>
    /// <exception cref="UnauthorizedAccessException">It is somebody else's.</exception>
    internal static TakenDirectory Take(string path)
    {
        if (HoldsOtherThings(path))
        {
            throw new IOException(
                $"{path} is not a data directory: it holds other files and no {DatabaseName}.");
        }

        MakePrivate(path);
        try
        {
            return new(path, new FileStream(
                System.IO.Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            throw new DirectoryUnavailableException($"another process works on {path}.");
        }
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>
    /// A mistyped path must not make a home or system directory private to its owner. What may lie there before the
    /// first start is ours by name.
    /// </summary>
    private static bool HoldsOtherThings(string path) =>
        Directory.Exists(path)
        && !File.Exists(System.IO.Path.Combine(path, DatabaseName))
        && Directory.EnumerateFileSystemEntries(path).Any(entry => !IsOurs(System.IO.Path.GetFileName(entry)));

    private static bool IsOurs(string name) =>
        name.StartsWith(DatabaseName, StringComparison.Ordinal)
        || name is LockName or "tidelock.json" or "master.key" or "admin.sock" or "audit-heads.jsonl"
            or DemoDirectory.Mark;

    private static void MakePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        // The socket and the keys in it are guarded by this mode, so it is set on a directory that was there, too.
        Directory.CreateDirectory(path, OwnerOnly);
        File.SetUnixFileMode(path, OwnerOnly);
    }
}
