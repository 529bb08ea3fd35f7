using Tidelock.Events;
using Tidelock.Keys;
using Tidelock.Sessions;
using Tidelock.Storage.Sqlite;
using Tidelock.Storage.Sqlite.Engine;
using Tidelock.Users;

namespace Tidelock.Storage.Tests.Sqlite;

/// <summary>An embedded database in a directory that goes away with the test.</summary>
public sealed class SqliteFixture : StoreFixture
{
    private readonly bool _ownsDirectory;
    private SqliteDatabase? _database;

    public SqliteFixture()
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("tidelock-store-").FullName;
        _ownsDirectory = true;
    }

    /// <summary>On a directory that somebody else makes and deletes.</summary>
    internal SqliteFixture(string directory) => Directory = directory;

    public override ISessionStore Sessions => Open.Sessions;

    public override IUserStore Users => Open.Users;

    public override IEventStore Events => Open.Events;

    public override IKeyStore Keys => Open.Keys;

    public override IDatabase Database => Open;

    internal SqliteDatabase Open => _database ?? throw new InvalidOperationException("The store is not open.");

    internal string Directory { get; }

    internal string DatabasePath => Path.Combine(Directory, "tidelock.db");

    public override async ValueTask OpenAsync()
    {
        _database = await SqliteDatabase.OpenAsync(
            new() { Path = DatabasePath }, Clock, CancellationToken.None);
        await _database.MigrateUpAsync(The.Moment, CancellationToken.None);
    }

    /// <summary>Lets go of the file.</summary>
    internal ValueTask CloseAsync() => Open.DisposeAsync();

    public override async ValueTask ReopenAsync()
    {
        await Open.DisposeAsync();
        await OpenAsync();
    }

    public override ValueTask TamperAsync(string sql)
    {
        using var connection = Connection.OpenForWriting(DatabasePath);
        connection.Execute(sql);
        return ValueTask.CompletedTask;
    }

    public override ValueTask<long> NumberAsync(string sql)
    {
        using var connection = Connection.OpenForReading(DatabasePath);
        using var row = connection.PrepareOnce(sql);
        return ValueTask.FromResult(row.Step() ? row.ReadInt64() : 0);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }

        if (_ownsDirectory)
        {
            System.IO.Directory.Delete(Directory, recursive: true);
        }
    }
}
