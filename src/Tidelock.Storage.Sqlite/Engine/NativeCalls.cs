using System.Runtime.InteropServices;
using SQLitePCL;

namespace Tidelock.Storage.Sqlite.Engine;

/// <summary>What the engine offers and its binding does not, see https://www.sqlite.org/c3ref/funclist.html.</summary>
internal static class NativeCalls
{
    private const string Engine = "e_sqlite3";

    /// <summary>sqlite3_wal_hook's callback: its argument, the connection, the database's name, pages in the log.</summary>
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate int LogHook(nint argument, nint connection, nint database, int pages);

    /// <summary>sqlite3_wal_hook: runs after each commit. The caller keeps the hook alive.</summary>
    [DllImport(Engine, EntryPoint = "sqlite3_wal_hook", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    internal static extern nint SetLogHook(sqlite3 connection, LogHook hook, nint argument);

    /// <summary>sqlite3_file_control.</summary>
    [DllImport(Engine, EntryPoint = "sqlite3_file_control", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    internal static extern int FileControl(
        sqlite3 connection, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, int operation, out nint file);
}
