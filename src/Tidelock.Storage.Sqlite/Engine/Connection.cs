using SQLitePCL;

namespace Tidelock.Storage.Sqlite.Engine;

/// <summary>
/// One connection, used by one thread at a time. Statements are prepared once and kept, keyed by the constant that
/// holds their text.
/// </summary>
internal sealed class Connection : IDisposable
{
    /// <summary>How long a statement waits for another process's lock, in milliseconds.</summary>
    private const int BusyTimeoutMilliseconds = 5000;

    /// <summary>The log is cut back to this size when it restarts, in bytes.</summary>
    private const long LogSizeLimitBytes = 192L << 20;

    /// <summary>SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE.</summary>
    private const int NoCheckpointOnClose = 1006;

    /// <summary>SQLITE_IOERR_FSYNC.</summary>
    private const int FlushFailed = 1034;

    private const long Gibibyte = 1L << 30;

    /// <summary>Page cache of a connection, in KiB.</summary>
    private const int CacheKib = 16 * 1024;

    /// <summary>The same of the writer, where there is memory; it fills as the database grows.</summary>
    private const int LargeCacheKib = 128 * 1024;

    /// <summary>
    /// Memory that this process may use, in bytes; in a container, three quarters of what that may use.
    /// </summary>
    private const long MemoryForLargeCache = 3 * Gibibyte;

    private readonly sqlite3 _handle;
    private readonly Dictionary<string, Statement> _statements = new(ReferenceEqualityComparer.Instance);

    static Connection() => Batteries_V2.Init();

    private Connection(sqlite3 handle) => _handle = handle;

    /// <summary>True while no transaction is open; a full disk may have rolled one back by itself.</summary>
    public bool IsAutoCommit => raw.sqlite3_get_autocommit(_handle) != 0;

    /// <summary>Rows changed by the last statement.</summary>
    public int Changes => raw.sqlite3_changes(_handle);

    /// <summary>The row number of the last insert.</summary>
    public long LastInserted => raw.sqlite3_last_insert_rowid(_handle);

    internal sqlite3 Handle => _handle;

    /// <summary>Opens for reading and writing in WAL mode; a new file is readable by its owner only.</summary>
    public static Connection OpenForWriting(string path)
    {
        CreateOwnerOnly(path);
        var connection = Open(path, raw.SQLITE_OPEN_READWRITE);
        connection.Execute($"""
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA wal_autocheckpoint = 0;
            PRAGMA journal_size_limit = {LogSizeLimitBytes};
            PRAGMA secure_delete = ON;
            """);
        return connection;
    }

    /// <summary>The same for the writer, which has every page that changes in its hands.</summary>
    public static Connection OpenForWriter(string path)
    {
        var connection = OpenForWriting(path);
        connection.KeepLog();
        if (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >= MemoryForLargeCache)
        {
            connection.Execute($"PRAGMA cache_size = -{LargeCacheKib};");
        }

        return connection;
    }

    /// <summary>Opens for reading only.</summary>
    public static Connection OpenForReading(string path)
    {
        var connection = Open(path, raw.SQLITE_OPEN_READWRITE);
        connection.Execute("PRAGMA query_only = ON; PRAGMA wal_autocheckpoint = 0;");
        return connection;
    }

    /// <summary>The same beside a writer.</summary>
    public static Connection OpenForReader(string path)
    {
        var connection = OpenForReading(path);
        connection.KeepLog();
        return connection;
    }

    /// <summary>Opens a plain file of any journal mode, such as a backup.</summary>
    public static Connection OpenFile(string path, bool create)
    {
        if (create)
        {
            CreateOwnerOnly(path);
        }

        return Open(path, create ? raw.SQLITE_OPEN_READWRITE : raw.SQLITE_OPEN_READONLY);
    }

    /// <summary>The kept statement of <paramref name="sql"/>, which is a constant; disposing resets it.</summary>
    public Statement Prepare(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            statement = new(this, sql, isKept: true);
            _statements.Add(sql, statement);
        }

        return statement.Enter();
    }

    /// <summary>A statement for one use; disposing finalises it.</summary>
    public Statement PrepareOnce(string sql) => new Statement(this, sql, isKept: false).Enter();

    /// <summary>Runs a kept statement that takes no parameters and gives no rows.</summary>
    public void Run(string sql)
    {
        using var statement = Prepare(sql);
        statement.Run();
    }

    /// <summary>Runs statements that take no parameters and give no rows.</summary>
    public void Execute(string sql)
    {
        var code = raw.sqlite3_exec(_handle, sql);
        if (code != raw.SQLITE_OK)
        {
            throw Error(code);
        }
    }

    /// <summary>
    /// Resets every statement. After an exception: one that came between preparing and the end of binding has left its
    /// statement in use.
    /// </summary>
    public void ResetAll()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }
    }

    /// <summary>Takes back the open transaction, where there is one.</summary>
    public void RollBack()
    {
        ResetAll();
        if (!IsAutoCommit)
        {
            Run("ROLLBACK");
        }
    }

    /// <summary>
    /// Closing this connection leaves the log as it is. The last one to be closed would otherwise copy and delete it;
    /// whether that is safe is known to the checkpointer alone.
    /// </summary>
    public void KeepLog() => raw.sqlite3_db_config(_handle, NoCheckpointOnClose, 1, out _);

    /// <summary>Copies what can be copied of the log now; null when that fails.</summary>
    /// <exception cref="CopyLostException">
    /// The database file could not be made durable. The engine would go on as if it were: it copies those pages no
    /// more.
    /// </exception>
    public LogProgress? CopyLog()
    {
        var code = raw.sqlite3_wal_checkpoint_v2(
            _handle, null, raw.SQLITE_CHECKPOINT_PASSIVE, out var log, out var copied);
        return code == raw.SQLITE_OK ? new(log, copied)
            : raw.sqlite3_extended_errcode(_handle) == FlushFailed ? throw new CopyLostException()
            : null;
    }

    /// <summary>The engine's error for <paramref name="code"/>, with its message.</summary>
    public SqliteException Error(int code) => new(code, raw.sqlite3_errmsg(_handle).utf8_to_string());

    /// <summary>Closes the connection and all its statements.</summary>
    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Close();
        }

        _statements.Clear();
        raw.sqlite3_close_v2(_handle);
        _handle.Dispose();
    }

    private static Connection Open(string path, int flags)
    {
        // Each connection is used by one thread at a time, so the engine's own mutexes are not needed.
        var code = raw.sqlite3_open_v2(path, out var handle, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        if (code != raw.SQLITE_OK)
        {
            handle.Dispose();
            throw new SqliteException(code, $"cannot open {path}");
        }

        var connection = new Connection(handle);
        raw.sqlite3_busy_timeout(handle, BusyTimeoutMilliseconds);
        connection.Execute($"PRAGMA cache_size = -{CacheKib}; PRAGMA temp_store = MEMORY;");
        return connection;
    }

    private static void CreateOwnerOnly(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        new FileStream(path, options).Dispose();
    }
}
