using SQLitePCL;
using Tidelock.Storage.Sqlite.Engine;

namespace Tidelock.Storage.Sqlite;

/// <summary>
/// Copies the database as it is at one moment, from a read transaction of its own: the writer is never held up, only
/// the log grows for as long as the copy takes.
/// </summary>
internal static class OnlineBackup
{
    private const int AllPages = -1;
    private const string OneFileSql = "PRAGMA journal_mode = DELETE";

    /// <summary>'TDLK', as the first schema step writes it.</summary>
    private const long ApplicationId = 1413762123;

    /// <summary>Writes the copy beside <paramref name="target"/>, checks it, and gives it its name last.</summary>
    /// <exception cref="IOException">There is a file of that name already, or the copy can't be written.</exception>
    public static void Write(string source, string target, CancellationToken cancellationToken)
    {
        if (File.Exists(target))
        {
            throw new IOException($"{target} exists already.");
        }

        var partial = target + ".partial";
        try
        {
            Copy(source, partial);
            cancellationToken.ThrowIfCancellationRequested();
            if (Mistake(partial) is { } mistake)
            {
                throw new IOException($"The copy was not kept: {mistake}");
            }

            File.Move(partial, target, overwrite: false);
            DurableFile.FlushNames(target);
        }
        catch (SqliteException failure)
        {
            throw new IOException($"The copy {target} could not be made: {failure.Message}", failure);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>What keeps a file from being a whole database of this product; null when nothing does.</summary>
    public static string? Mistake(string path)
    {
        try
        {
            using var connection = Connection.OpenFile(path, create: false);
            using var id = connection.PrepareOnce("PRAGMA application_id");
            if (!id.Step() || id.ReadInt64() != ApplicationId)
            {
                return $"{path} is not a Tidelock database.";
            }

            using var check = connection.PrepareOnce("PRAGMA quick_check(1)");
            return check.Step() && check.ReadText() == "ok" ? null : $"{path} is damaged.";
        }
        catch (SqliteException failure)
        {
            return failure.Code switch
            {
                raw.SQLITE_NOTADB => $"{path} is no database.",
                raw.SQLITE_CORRUPT => $"{path} is damaged.",
                _ => $"{path} can't be read: {failure.Message}",
            };
        }
    }

    /// <summary>Copies the whole database into one file that needs no log beside it.</summary>
    public static void Copy(string source, string target)
    {
        File.Delete(target);
        using var from = Connection.OpenFile(source, create: false);
        using var to = Connection.OpenFile(target, create: true);
        using (var backup = raw.sqlite3_backup_init(to.Handle, "main", from.Handle, "main"))
        {
            if (backup is null || backup.IsInvalid)
            {
                throw to.Error(raw.sqlite3_errcode(to.Handle));
            }

            var code = raw.sqlite3_backup_step(backup, AllPages);
            if (code != raw.SQLITE_DONE)
            {
                throw new SqliteException(code, raw.sqlite3_errstr(code).utf8_to_string());
            }
        }

        to.Execute(OneFileSql);
    }

    /// <summary>Brings everything into the one file of a database that nobody has open.</summary>
    /// <exception cref="SqliteException">Its log stays beside it.</exception>
    public static void FoldLog(string path)
    {
        using (var connection = Connection.OpenForWriting(path))
        {
            connection.Execute(OneFileSql);
        }

        if (File.Exists(path + "-wal"))
        {
            throw new SqliteException(raw.SQLITE_BUSY, $"the log of {path} could not be brought into it");
        }
    }
}
