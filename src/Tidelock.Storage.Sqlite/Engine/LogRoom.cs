using System.Runtime.InteropServices;
using SQLitePCL;

namespace Tidelock.Storage.Sqlite.Engine;

/// <summary>
/// Keeps zeros ahead of the log, so that commits overwrite what is there. A flush of a file that grows needs the file
/// system's journal to tell of the new blocks, and one that breaks meanwhile may report a success that it never had
/// (ADR 0017). The engine passes over zeros, as over anything that is no page of the log.
/// </summary>
internal sealed class LogRoom
{
    /// <summary>What is ahead of the log before any transaction, in bytes.</summary>
    internal const int Ahead = 4 << 20;

    /// <summary>What one change may add to that, in bytes: more than a sign-in with its events takes.</summary>
    internal const int AheadForChange = 36 << 10;

    /// <summary>How much is added at once, in bytes.</summary>
    internal const int Step = 4 << 20;

    /// <summary>A disk with less than this free keeps it for what there is to write, in bytes.</summary>
    internal const long MinFree = 64 << 20;

    /// <summary>SQLITE_CHECKPOINT_NOOP: tells how long the log is, and copies nothing.</summary>
    private const int CopyNothing = -1;

    /// <summary>Of the log's file and of each of its pages, in bytes.</summary>
    private const int HeaderBytes = 32, PageHeaderBytes = 24;

    private const int ChunkBytes = 256 << 10;

    private readonly string? _path;
    private readonly long _pageBytes;
    private readonly Action<FileStream> _flush;
    private readonly LogHook _hook;
    private long _position;
    private long _end;

    /// <summary>Watches the log of the writer's <paramref name="connection"/>, and stays for as long as it.</summary>
    /// <param name="connection">The connection; no transaction is open.</param>
    /// <param name="flush">Makes the zeros durable.</param>
    internal LogRoom(Connection connection, Action<FileStream>? flush = null)
    {
        _flush = flush ?? (log => DurableFile.Flush(log.SafeFileHandle, log.Name));
        _path = PathOfLog(connection);
        using (var size = connection.PrepareOnce("PRAGMA page_size"))
        {
            _pageBytes = size.Step() ? size.ReadInt64() : 0;
        }

        raw.sqlite3_wal_checkpoint_v2(connection.Handle, null, CopyNothing, out var pages, out _);
        _position = PositionAfter(Math.Max(0, pages));
        _hook = Follow;
        SetLogHook(connection.Handle, _hook, 0);
    }

    /// <summary>sqlite3_wal_hook's callback.</summary>
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int LogHook(nint argument, nint connection, nint database, int pages);

    /// <summary>Why there is no room where some was due; null when there is.</summary>
    internal string? Missing { get; private set; }

    /// <summary>
    /// Makes room for so many changes. For a transaction that has begun and has written nothing: what is written here
    /// lies behind the end of the file, and with the engine's lock in hand nobody else makes it longer. A log without
    /// room still works, so nothing that happens here is a reason to fail.
    /// </summary>
    internal void Make(int changes)
    {
        var needed = _position + Ahead + ((long)changes * AheadForChange);
        if (needed <= _end)
        {
            return;
        }

        try
        {
            Missing = Extend(needed + Step);
        }
        catch (Exception refused)
        {
            Missing = refused.Message;
        }

        // Also where that failed: the next try is due with the next step, and not with each transaction.
        _end = needed + Step;
    }

    /// <summary>
    /// The engine locks other files only, so closing this one takes no lock away. What is there already may be of a
    /// process that was killed before it was durable. Room that is not to be had whole is given back.
    /// </summary>
    private string? Extend(long end)
    {
        if (_path is null)
        {
            return "The database has no log.";
        }

        if (new DriveInfo(Path.GetDirectoryName(_path)!).AvailableFreeSpace < MinFree)
        {
            return "Too little of the disk is free.";
        }

        using var log = new FileStream(
            _path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var before = log.Length;
        var isWhole = false;
        try
        {
            log.Position = before;
            var zeros = new byte[ChunkBytes];
            while (log.Position < end)
            {
                log.Write(zeros, 0, (int)Math.Min(ChunkBytes, end - log.Position));
            }

            _flush(log);
            isWhole = true;
        }
        finally
        {
            if (!isWhole)
            {
                log.SetLength(before);
            }
        }

        return null;
    }

    /// <summary>After each commit: how many pages the log has. One that started over may have been cut.</summary>
    private int Follow(nint argument, nint connection, nint database, int pages)
    {
        var position = PositionAfter(pages);
        if (position < _position)
        {
            _end = 0;
        }

        _position = position;
        return raw.SQLITE_OK;
    }

    private long PositionAfter(int pages) => HeaderBytes + (pages * (PageHeaderBytes + _pageBytes));

    /// <summary>Where the engine has its log: beside the file that a link leads to.</summary>
    private static string? PathOfLog(Connection connection)
    {
        var name = FileOf(connection.Handle, "main");
        return name == 0 ? null : Marshal.PtrToStringUTF8(LogOf(name));
    }

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_wal_hook", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern nint SetLogHook(sqlite3 connection, LogHook hook, nint argument);

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_db_filename", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern nint FileOf(sqlite3 connection, [MarshalAs(UnmanagedType.LPUTF8Str)] string database);

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_filename_wal", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern nint LogOf(nint file);
}
