using Tidelock.Cli.CommandLine;
using Tidelock.Server;
using Tidelock.Storage.Sqlite;

namespace Tidelock.Cli.Serving;

/// <summary>What is done where there is no store yet.</summary>
internal enum MissingStore
{
    /// <summary>The command says so and ends: the path may be mistyped.</summary>
    IsRefused,

    /// <summary>The command makes one.</summary>
    IsMade,
}

/// <summary>
/// The data directory while this process works on it. Only its owner may open it, and only one process may work on
/// it: the lock goes with the process, however that ends.
/// </summary>
internal sealed class TakenDirectory : IDisposable
{
    private const UnixFileMode OwnerOnly =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly FileStream _lock;

    private TakenDirectory(DataDirectory files, FileStream held) => (Files, _lock) = (files, held);

    /// <summary>What lies in it.</summary>
    internal DataDirectory Files { get; }

    /// <summary>The database in it.</summary>
    internal SqliteOptions Database => new() { Path = Files.Database, Companions = [Files.Heads] };

    /// <summary>Takes the directory; makes it first where it is missing and may be made.</summary>
    /// <exception cref="NoStoreException">There is no store, and none is to be made.</exception>
    /// <exception cref="DirectoryUnavailableException">Another process works on it.</exception>
    /// <exception cref="IOException">It is somebody's directory of other things.</exception>
    /// <exception cref="UnauthorizedAccessException">It is somebody else's.</exception>
    internal static TakenDirectory Take(string path, MissingStore missing)
    {
        var files = new DataDirectory(path);
        if (missing == MissingStore.IsRefused && !SqliteDatabase.Exists(files.Database))
        {
            throw IsBeingMade(files) ? Taken(path) : new NoStoreException(path);
        }

        if (files.HoldsOtherThings)
        {
            throw new IOException(
                $"{path} is not a data directory: it holds other files and no {Path.GetFileName(files.Database)}.");
        }

        MakePrivate(path);
        return TryLock(files, FileMode.OpenOrCreate) is { } held ? new(files, held) : throw Taken(path);
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>A server at its very first start holds the lock before there is a database.</summary>
    private static bool IsBeingMade(DataDirectory files)
    {
        if (!File.Exists(files.Lock))
        {
            return false;
        }

        using var held = TryLock(files, FileMode.Open);
        return held is null;
    }

    /// <summary>Null when another process holds it.</summary>
    private static FileStream? TryLock(DataDirectory files, FileMode mode)
    {
        try
        {
            return new(files.Lock, mode, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException failure) when (IsHeld(failure))
        {
            return null;
        }
    }

    private static bool IsHeld(IOException failure)
    {
        const int WindowsSharingViolation = unchecked((int)0x80070020);
        const int LinuxWouldBlock = 11;
        const int MacWouldBlock = 35;
        return failure.HResult is WindowsSharingViolation or LinuxWouldBlock or MacWouldBlock;
    }

    private static DirectoryUnavailableException Taken(string path) => new($"another process works on {path}.");

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
