using Tidelock.Events;
using Tidelock.Sessions;
using Tidelock.Storage.Sqlite.Engine;
using Tidelock.Storage.Sqlite.Events;
using Tidelock.Storage.Sqlite.Restoring;
using Tidelock.Storage.Sqlite.Sessions;
using Tidelock.Storage.Sqlite.Users;

namespace Tidelock.Storage.Sqlite;

/// <summary>What happens to sessions without a key when a backup is restored.</summary>
public enum UnboundSessions
{
    /// <summary>They go on, and clients that are ahead of the backup are followed.</summary>
    Keep,

    /// <summary>They end: nobody can tell their holders from thieves of old tokens.</summary>
    End,
}

/// <summary>What to restore, and where.</summary>
/// <param name="BackupPath">A file that a backup wrote.</param>
/// <param name="Database">The database that is to come of it; one that lies there is set aside by another name.</param>
/// <param name="Unbound">What happens to sessions without a key.</param>
public sealed record RestoreOptions(string BackupPath, SqliteOptions Database, UnboundSessions Unbound)
{
    /// <summary>
    /// Looks at what is to be the database before it is, and says what is wrong with it; null when nothing is. By
    /// default nobody looks.
    /// </summary>
    public Func<SqliteDatabase, CancellationToken, Task<string?>> Inspect { get; init; } =
        (_, _) => Task.FromResult<string?>(null);
}

/// <summary>What came of a restore.</summary>
public abstract record RestoreResult
{
    private RestoreResult()
    {
    }

    /// <summary>The database is in place.</summary>
    /// <param name="Epoch">The store's epoch from now on.</param>
    /// <param name="EndedSessions">How many sessions were ended.</param>
    /// <param name="DeletedLinks">How many one-time links were deleted: nobody can tell whether they were used.</param>
    /// <param name="Carried">What was taken over from the database that was there.</param>
    /// <param name="SetAside">Where the database that was there lies now; null when there was none.</param>
    public sealed record Restored(
        int Epoch, int EndedSessions, int DeletedLinks, CarriedOver Carried, string? SetAside) : RestoreResult;

    /// <summary>The file can't be restored; nothing was changed.</summary>
    /// <param name="Problem">Why, in a sentence.</param>
    public sealed record Unusable(string Problem) : RestoreResult;
}

/// <summary>
/// Puts a backup in the place of the database. Everything is done to a copy beside it, which gets its name last. A
/// restore that is cut off at any moment leaves either the old database, or the new one for the next who opens it. The
/// caller holds the data directory.
/// </summary>
public static class SqliteRestore
{
    /// <summary>Sessions ended in one commit.</summary>
    private const int EndedAtOnce = 1000;

    private const string UnboundSql =
        $"SELECT {SessionRow.Columns} FROM sessions WHERE key IS NULL AND ended_at IS NULL LIMIT ?";

    /// <summary>Restores.</summary>
    /// <exception cref="IOException">The disk is full, or a file can't be written.</exception>
    public static async Task<RestoreResult> RunAsync(
        RestoreOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        if (!File.Exists(options.BackupPath))
        {
            return new RestoreResult.Unusable($"There is no file {options.BackupPath}.");
        }

        if (OnlineBackup.Mistake(options.BackupPath) is { } mistake)
        {
            return new RestoreResult.Unusable(mistake);
        }

        var exchange = Exchange.Begin(options.Database, clock.GetUtcNow());
        try
        {
            return await ExchangeAsync(exchange, options, clock, cancellationToken);
        }
        catch (SchemaMismatchException mismatch)
        {
            return new RestoreResult.Unusable(mismatch.Message);
        }
        catch (Exception failure) when (failure is SqliteException or StoreUnavailableException)
        {
            throw new IOException($"The copy {exchange.Making} can't be made: {failure.Message}", failure);
        }
        finally
        {
            exchange.Discard();
        }
    }

    private static async Task<RestoreResult> ExchangeAsync(
        Exchange exchange, RestoreOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        OnlineBackup.Copy(options.BackupPath, exchange.Making);
        var (prepared, mistake) = await PrepareAsync(exchange.Making, options, clock, cancellationToken);
        if (mistake is not null)
        {
            return new RestoreResult.Unusable(mistake);
        }

        OnlineBackup.FoldLog(exchange.Making);
        var isReplaced = File.Exists(options.Database.Path);
        exchange.Run();
        return prepared with { SetAside = isReplaced ? exchange.Aside : null };
    }

    private static async Task<(RestoreResult.Restored Prepared, string? Mistake)> PrepareAsync(
        string copy, RestoreOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var database = await SqliteDatabase.OpenAsync(new() { Path = copy }, clock, cancellationToken);
        await database.MigrateUpAsync(now, cancellationToken);
        var epoch = Math.Max(database.Epoch, EpochOf(options.Database.Path)) + 1;
        var carried = await new Predecessor(database, options.Database.Path, now).CarryOverAsync(cancellationToken);
        var ended = 0;
        if (options.Unbound == UnboundSessions.End)
        {
            int part;
            do
            {
                part = await database.Writer.RunAsync(scope => EndUnbound(scope, now), cancellationToken);
                ended += part;
            }
            while (part > 0);
        }

        var prepared = await database.Writer.RunAsync(
            scope =>
            {
                var links = LinkWrites.DeleteEvery(scope.Connection);
                return Finish(scope, new(epoch, ended, links, carried, SetAside: null), now);
            },
            cancellationToken);
        return (prepared, await options.Inspect(database, cancellationToken));
    }

    private static int EndUnbound(WriteScope scope, DateTimeOffset now)
    {
        var unbound = new List<Session>();
        using (var rows = scope.Connection.Prepare(UnboundSql).Bind(EndedAtOnce))
        {
            while (rows.Step())
            {
                unbound.Add(SessionRow.Read(rows));
            }
        }

        var template = new EventDraft
        {
            At = now,
            Kind = EventCatalogue.SessionEnded,
            Actor = Actor.LocalOperator,
        };
        SessionEnding.End(scope, unbound, EndReason.EndedByRestore, template);
        return unbound.Count;
    }

    private static RestoreResult.Restored Finish(
        WriteScope scope, RestoreResult.Restored restored, DateTimeOffset now)
    {
        var carried = restored.Carried;
        StoreMeta.WriteEpoch(scope, restored.Epoch);
        EventWrites.Append(scope, new EventDraft
        {
            At = now,
            Kind = EventCatalogue.StoreRestored,
            Actor = Actor.LocalOperator,
            Detail =
            [
                new("carried_disabled", carried.DisabledUsers.ToString()),
                new("carried_ended", carried.EndedSessions.ToString()),
                new("carried_erased", carried.ErasedUsers.ToString()),
                new("carried_keys", carried.Keys.ToString()),
                new("carried_passwords", carried.Passwords.ToString()),
                new("deleted_links", restored.DeletedLinks.ToString()),
                new("ended", restored.EndedSessions.ToString()),
                new("epoch", restored.Epoch.ToString()),
            ],
        });
        return restored;
    }

    /// <summary>The epoch of the database that is replaced: no epoch may come twice. 0 when it can't be read.</summary>
    private static int EpochOf(string path)
    {
        if (!File.Exists(path))
        {
            return 0;
        }

        try
        {
            using var connection = Connection.OpenForReading(path);
            return StoreMeta.ReadEpoch(connection);
        }
        catch (SqliteException)
        {
            return 0;
        }
    }
}
