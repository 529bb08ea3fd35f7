using System.Runtime.InteropServices;
using SQLitePCL;
using Tidelock.Storage.Sqlite.Engine;

namespace Tidelock.Storage.Tests.Sqlite;

/// <summary>
/// Makes the engine's own flushes of a connection's database file fail from now on, as those of a dying disk do: puts
/// a copy of its table of methods (https://www.sqlite.org/c3ref/io_methods.html) in place of the one that it has.
/// </summary>
internal sealed class FailingSync
{
    private const int FilePointer = 7;
    private const int Methods = 19;
    private const int SyncMethod = 5;
    private const int FlushFailed = 1034;

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

    /// <summary>The result has to live for as long as the connection.</summary>
    internal static FailingSync On(Connection connection)
    {
        Assert.Equal(raw.SQLITE_OK, FileControl(connection.Handle, "main", FilePointer, out var file));
        var failing = new FailingSync();
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
