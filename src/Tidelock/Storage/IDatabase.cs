using Tidelock.Events;

namespace Tidelock.Storage;

/// <summary>One step of the schema.</summary>
/// <param name="Number">Its number; steps are applied in order.</param>
/// <param name="Name">Its name.</param>
/// <param name="AppliedAt">When it was applied; null when it is pending.</param>
/// <param name="Changed">The script differs from the one that was applied.</param>
public sealed record MigrationStep(int Number, string Name, DateTimeOffset? AppliedAt, bool Changed);

/// <summary>How a database does, for health checks and the doctor.</summary>
/// <param name="Writable">False when the disk is full or read-only: changes are refused, nothing is
/// acknowledged.</param>
/// <param name="Problem">What is wrong, without secrets; null when nothing is. A database that takes writes all the
/// same is to be looked at, but not at night.</param>
/// <param name="SizeBytes">Size on disk, log included.</param>
/// <param name="FreeDiskBytes">Free space where it lies; null when it is elsewhere.</param>
public sealed record DatabaseHealth(bool Writable, string? Problem, long SizeBytes, long? FreeDiskBytes);

/// <summary>The life of a database as a whole: schema, health, backup.</summary>
public interface IDatabase : IAsyncDisposable
{
    /// <summary>
    /// The store epoch: raised by a restore, so that clients which are ahead are followed and not ended.
    /// </summary>
    int Epoch { get; }

    /// <summary>Raises the epoch, in one transaction with the event that tells why.</summary>
    /// <returns>The epoch from now on.</returns>
    ValueTask<int> RaiseEpochAsync(EventDraft told, CancellationToken cancellationToken);

    /// <summary>Applied and pending steps, in order.</summary>
    ValueTask<IReadOnlyList<MigrationStep>> MigrationsAsync(CancellationToken cancellationToken);

    /// <summary>Applies every pending step, each in a transaction, under a lock.</summary>
    /// <returns>How many were applied.</returns>
    /// <exception cref="SchemaMismatchException">The database is of another version or of another program.</exception>
    ValueTask<int> MigrateUpAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Takes back the steps above <paramref name="target"/>, newest first.</summary>
    /// <returns>How many were taken back.</returns>
    /// <exception cref="SchemaMismatchException">The database is of another version.</exception>
    ValueTask<int> MigrateDownAsync(int target, CancellationToken cancellationToken);

    /// <summary>Writes a consistent copy to <paramref name="path"/> while the server works.</summary>
    ValueTask BackupAsync(string path, CancellationToken cancellationToken);

    /// <summary>Tells how the database does; tries a write.</summary>
    ValueTask<DatabaseHealth> CheckAsync(CancellationToken cancellationToken);
}

/// <summary>
/// The database can't take a write now (disk full, read-only, too many waiting); nothing was changed.
/// </summary>
public sealed class StoreUnavailableException : Exception
{
    /// <summary>With a message for operators, free of secrets.</summary>
    public StoreUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>With the cause.</summary>
    public StoreUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>
    /// The storage failed while this change was made durable: it may turn out to have been made. Otherwise it was not.
    /// </summary>
    public bool MayBeMade { get; init; }

    /// <summary>Without a message.</summary>
    public StoreUnavailableException()
    {
    }
}
