using SQLitePCL;

namespace Tidelock.Storage.Sqlite.Engine;

/// <summary>An error of the database engine, with its result code.</summary>
internal sealed class SqliteException(int code, string message) : Exception($"SQLite error {code}: {message}")
{
    private const int PrimaryCodeMask = 0xFF;

    /// <summary>The primary result code.</summary>
    public int Code { get; } = code & PrimaryCodeMask;

    /// <summary>
    /// True when the storage under the database failed (disk full, I/O, read-only, locked by somebody else), so that
    /// the fault is not that of the one statement.
    /// </summary>
    public bool IsStorageFailure => Code is raw.SQLITE_FULL or raw.SQLITE_IOERR or raw.SQLITE_READONLY
        or raw.SQLITE_CANTOPEN or raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_PERM or raw.SQLITE_NOMEM
        or raw.SQLITE_BUSY or raw.SQLITE_LOCKED;
}
