using System.Runtime.InteropServices;
using SQLitePCL;
using Tidelock.Storage.Sqlite.Engine;

namespace Tidelock.Storage.Tests.Sqlite;

/// <summary>
/// Makes the engine's own flushes of a connection's file fail from now on, as those of a dying disk do: puts a copy of
/// its table of methods (https://www.sqlite.org/c3ref/io_methods.html) in place of the one that it has.
/// </summary>
internal sealed class FailingSync
{
    private const int FilePointer = 7;
    private const int JournalPointer = 28;
    private const int Methods = 19;
    private const int SyncMethod = 5;
    private const int FlushFailed = 1034;

    /// <summary>The engine may call them for as long as the process lives.</summary>
    private static readonly List<FailingSync> Kept = [];

    private readonly SyncFile _sync;
    private int _calls;

    private FailingSync() => _sync = (_, _) =>
    {
        Interlocked.Increment(ref _calls);
        return FlushFailed;
    };

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int SyncFile(nint file, int flags);

    internal int Calls => _calls;

    /// <summary>Flushes of the database file.</summary>
    internal static FailingSync On(Connection connection) => On(connection, FilePointer);

    /// <summary>Flushes of the log.</summary>
    internal static FailingSync OnLog(Connection connection) => On(connection, JournalPointer);

    private static FailingSync On(Connection connection, int pointer)
    {
        Assert.Equal(raw.SQLITE_OK, FileControl(connection.Handle, "main", pointer, out var file));
        var failing = new FailingSync();
        lock (Kept)
        {
            Kept.Add(failing);
        }

        var table = new nint[Methods];
        Marshal.Copy(Marshal.ReadIntPtr(file), table, 0, Methods);
        table[SyncMethod] = Marshal.GetFunctionPointerForDelegate(failing._sync);
        var copy = Marshal.AllocHGlobal(Methods * nint.Size);
        Marshal.Copy(table, 0, copy, Methods);
        Marshal.WriteIntPtr(file, copy);
        return failing;
    }

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_file_control", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern int FileControl(
        sqlite3 connection, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, int operation, out nint file);
}
