using Tidelock.Events;
using Tidelock.Keys;
using Tidelock.Sessions;
using Tidelock.Storage.Sqlite.Engine;
using Tidelock.Storage.Sqlite.Events;
using Tidelock.Storage.Sqlite.Keys;
using Tidelock.Storage.Sqlite.Restoring;
using Tidelock.Storage.Sqlite.Sessions;
using Tidelock.Storage.Sqlite.Users;
using Tidelock.Users;

namespace Tidelock.Storage.Sqlite;

/// <summary>The embedded database: one file, one writer, everything durable when it is acknowledged.</summary>
public sealed class SqliteDatabase : IDatabase
{
    private readonly SqliteOptions _options;
    private readonly Writer _writer;
    private readonly ReaderPool _readers;
    private readonly Checkpointer _checkpointer;
    private readonly PendingConfirmations _confirmations;
    private readonly PendingLatencies _latencies;
    private int _disposed;

    private SqliteDatabase(SqliteOptions options, TimeProvider clock)
    {
        _options = options;
        _confirmations = new(clock, () => _ = FlushAsync());
        _latencies = new(clock, () => _ = FlushAsync());
        _writer = new(Connection.OpenForWriter(options.Path), options.Random, WritePending);
        _readers = new(options.Path);
        _checkpointer = new(Connection.OpenForWriting(options.Path), _writer, DatabaseSync.Run);
        Sessions = new SqliteSessionStore(_writer, _readers, _confirmations, _latencies);
        Users = new SqliteUserStore(_writer, _readers);
        Events = new SqliteEventStore(_writer, _readers, options.Path);
        Keys = new SqliteKeyStore(_writer, _readers);
    }

    /// <summary>The sessions.</summary>
    public ISessionStore Sessions { get; }

    /// <summary>The users.</summary>
    public IUserStore Users { get; }

    /// <summary>The events.</summary>
    public IEventStore Events { get; }

    /// <summary>The key ring.</summary>
    public IKeyStore Keys { get; }

    /// <inheritdoc />
    public int Epoch { get; private set; }

    internal Writer Writer => _writer;

    /// <summary>True when there is a database, or a restored one that has yet to get its name.</summary>
    public static bool Exists(string path) => File.Exists(path) || Exchange.IsWaiting(path);

    /// <summary>
    /// Opens the database, and makes the file when it is not there. The schema is left as it is. A restore that was cut
    /// off is brought to its end first, or taken back. The caller holds the directory.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The file can't be opened, or is no database.</exception>
    public static async Task<SqliteDatabase> OpenAsync(
        SqliteOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        try
        {
            Exchange.Settle(options);
            var database = new SqliteDatabase(options, clock);
            await database.LearnEpochAsync(cancellationToken);
            return database;
        }
        catch (Exception failure) when (failure is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException(
                $"The database {options.Path} can't be opened: {failure.Message}", failure);
        }
    }

    /// <inheritdoc />
    public async ValueTask<int> RaiseEpochAsync(EventDraft told, CancellationToken cancellationToken) =>
        Epoch = await _writer.RunAsync(
            scope =>
            {
                StoreMeta.WriteEpoch(scope, StoreMeta.ReadEpoch(scope.Connection) + 1);
                EventWrites.Append(scope, told);
                return scope.Epoch;
            },
            cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<MigrationStep>> MigrationsAsync(CancellationToken cancellationToken) =>
        _readers.ReadAsync(connection => new MigrationRunner(connection).Status(), cancellationToken);

    /// <inheritdoc />
    public async ValueTask<int> MigrateUpAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var applied = await _writer.RunAloneAsync(scope => MigrateUp(scope, now), cancellationToken);
        await LearnEpochAsync(cancellationToken);
        return applied;
    }

    /// <inheritdoc />
    public ValueTask<int> MigrateDownAsync(int target, CancellationToken cancellationToken) =>
        _writer.RunAloneAsync(scope => new MigrationRunner(scope.Connection).Down(target), cancellationToken);

    /// <inheritdoc />
    public ValueTask BackupAsync(string path, CancellationToken cancellationToken) =>
        new(Task.Run(() => OnlineBackup.Write(_options.Path, path, cancellationToken), cancellationToken));

    /// <inheritdoc />
    public async ValueTask<DatabaseHealth> CheckAsync(CancellationToken cancellationToken)
    {
        string? problem;
        try
        {
            problem = await _writer.ProbeAsync(cancellationToken);
        }
        catch (StoreUnavailableException unavailable)
        {
            problem = unavailable.Message;
        }

        var directory = Path.GetDirectoryName(Path.GetFullPath(_options.Path))!;
        return new(problem is null, problem ?? _writer.Remark, Size(), new DriveInfo(directory).AvailableFreeSpace);
    }

    /// <summary>Writes what waits, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        _latencies.BeDue();
        await FlushAsync();
        _confirmations.Dispose();
        _latencies.Dispose();
        _writer.Dispose();
        _readers.Dispose();

        // The last: it takes the log away.
        _checkpointer.Dispose();
    }

    private static int MigrateUp(WriteScope scope, DateTimeOffset now) =>
        new MigrationRunner(scope.Connection).Up(now, step =>
        {
            StoreMeta.Begin(scope);
            EventWrites.Append(scope, StoreMeta.Migrated(step, now));
        });

    private async ValueTask LearnEpochAsync(CancellationToken cancellationToken) =>
        Epoch = await _writer.RunAloneAsync(
            scope => scope.Epoch = StoreMeta.ReadEpoch(scope.Connection), cancellationToken);

    private void WritePending(WriteScope scope)
    {
        _confirmations.Write(scope);
        _latencies.Write(scope);
    }

    /// <summary>
    /// Commits what was put off. A store that can't write loses confirmations, and that only delays detection.
    /// </summary>
    private async Task FlushAsync()
    {
        try
        {
            await _writer.RunAsync(_ => 0, CancellationToken.None);
        }
        catch (StoreUnavailableException)
        {
        }
    }

    private long Size() =>
        new[] { _options.Path, _options.Path + "-wal" }
            .Select(path => new FileInfo(path))
            .Sum(file => file.Exists ? file.Length : 0);
}
