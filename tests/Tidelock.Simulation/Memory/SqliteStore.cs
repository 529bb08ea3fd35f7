using Tidelock.Events;
using Tidelock.Sessions;
using Tidelock.Simulation.Servers;
using Tidelock.Storage.Sqlite;
using Tidelock.Users;

namespace Tidelock.Simulation.Memory;

/// <summary>The product's own embedded store, in a directory that goes away with the world.</summary>
internal sealed class SqliteStore : SimulatedStore
{
    private readonly string _directory = Directory.CreateTempSubdirectory("tidelock-world-").FullName;
    private readonly TimeProvider _clock = TimeProvider.System;
    private SqliteDatabase _database;

    internal SqliteStore() => _database = Wait(OpenAsync());

    /// <inheritdoc />
    internal override ISessionStore Sessions => _database.Sessions;

    private string DatabasePath => Path.Combine(_directory, "tidelock.db");

    private string BackupPath => Path.Combine(_directory, "backup.db");

    /// <inheritdoc />
    internal override void Add(User user) => Wait(_database.Users.AddAsync(
        user, null, new() { At = user.CreatedAt, Kind = EventCatalogue.UserAdded, Actor = Actor.System },
        CancellationToken.None).AsTask());

    /// <inheritdoc />
    internal override void BackUp()
    {
        File.Delete(BackupPath);
        _database.BackupAsync(BackupPath, CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }

    /// <inheritdoc />
    internal override void Restore(RestoreKind kind)
    {
        _database.DisposeAsync().AsTask().GetAwaiter().GetResult();
        if (kind == RestoreKind.Announced)
        {
            Wait(SqliteRestore.RunAsync(
                new(BackupPath, new() { Path = DatabasePath }, UnboundSessions.Keep), _clock, CancellationToken.None));
        }
        else
        {
            File.Copy(BackupPath, DatabasePath, overwrite: true);
        }

        _database = Wait(OpenAsync());
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _database.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Directory.Delete(_directory, recursive: true);
        base.Dispose();
    }

    private async Task<SqliteDatabase> OpenAsync()
    {
        var database = await SqliteDatabase.OpenAsync(new() { Path = DatabasePath }, _clock, CancellationToken.None);
        await database.MigrateUpAsync(_clock.GetUtcNow(), CancellationToken.None);
        return database;
    }

    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
