using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tidelock.Storage.Sqlite.Engine;

/// <summary>
/// Changes to files that a power cut does not take back, and that it does not put into another order. Renaming is
/// atomic by itself, but reaches the disk only when the directory is flushed.
/// </summary>
internal static class DurableFile
{
    /// <summary>Writes what the system still holds back of a file's contents.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public static void Flush(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        Flush(file.SafeFileHandle, path);
    }

    /// <summary>The same of an open file. On Unix .NET's own flush tells of no failure (10.0.12).</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public static void Flush(SafeFileHandle file, string path)
    {
        if (OperatingSystem.IsWindows())
        {
            RandomAccess.FlushToDisk(file);
        }
        else if (Unix.Flush(file) < 0)
        {
            throw Failed(path);
        }
    }

    /// <summary>Writes what the system still holds back of the names in the directory of <paramref name="path"/>.
    /// </summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public static void FlushNames(string path)
    {
        // Windows keeps the order of names in a journal of its own, and has no call for this.
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var handle = Unix.Open(directory, Unix.ReadOnly);
        if (handle < 0)
        {
            throw Failed(directory);
        }

        try
        {
            if (Unix.Flush(handle) < 0 && Marshal.GetLastPInvokeError() != Unix.NotForThisFile)
            {
                throw Failed(directory);
            }
        }
        finally
        {
            _ = Unix.Close(handle);
        }
    }

    private static IOException Failed(string path)
    {
        var error = Marshal.GetLastPInvokeError();
        return new($"{path} can't be flushed: {new Win32Exception(error).Message}");
    }

    /// <summary>.NET opens files only, so a directory is flushed by the system's own calls.</summary>
    private static class Unix
    {
        internal const int ReadOnly = 0;

        /// <summary>EINVAL: this file system flushes no directories; then there is nothing to wait for.</summary>
        internal const int NotForThisFile = 22;

        [DllImport("libc", EntryPoint = "open", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        internal static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

        [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        internal static extern int Flush(int handle);

        [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        internal static extern int Flush(SafeFileHandle file);

        [DllImport("libc", EntryPoint = "close", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        internal static extern int Close(int handle);
    }
}
