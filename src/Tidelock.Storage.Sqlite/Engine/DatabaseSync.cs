using System.Runtime.InteropServices;
using SQLitePCL;

namespace Tidelock.Storage.Sqlite.Engine;

/// <summary>
/// Makes what was copied into the database file durable, through the engine's own handle of it: closing a second one
/// would take away every lock that this process holds on the file.
/// </summary>
internal static class DatabaseSync
{
    /// <summary>SQLITE_FCNTL_FILE_POINTER.</summary>
    private const int FilePointer = 7;

    /// <summary>SQLITE_SYNC_NORMAL.</summary>
    private const int SyncNormal = 2;

    /// <summary>Where xSync stands in sqlite3_io_methods, in pointers: behind a version and four methods.</summary>
    private const int SyncMethod = 5;

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int SyncFile(nint file, int flags);

    /// <summary>Syncs the file of <paramref name="connection"/>, on its thread; false when that failed.</summary>
    internal static bool Run(Connection connection)
    {
        if (FileControl(connection.Handle, "main", FilePointer, out var file) != raw.SQLITE_OK)
        {
            return false;
        }

        var methods = Marshal.ReadIntPtr(file);
        var sync = Marshal.GetDelegateForFunctionPointer<SyncFile>(
            Marshal.ReadIntPtr(methods, SyncMethod * nint.Size));
        return sync(file, SyncNormal) == raw.SQLITE_OK;
    }

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_file_control", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern int FileControl(
        sqlite3 connection, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, int operation, out nint file);
}
