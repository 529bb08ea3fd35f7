using Tidelock.Cli.Serving;
using Tidelock.Storage.Sqlite;

namespace Tidelock.Cli.Storage;

/// <summary>The database itself, for what can't be done by a server that runs on it.</summary>
internal sealed class LocalDatabase : IAsyncDisposable
{
    private readonly TakenDirectory _directory;

    private LocalDatabase(TakenDirectory directory, SqliteDatabase database) =>
        (_directory, Database) = (directory, database);

    internal SqliteDatabase Database { get; }

    /// <exception cref="CommandLine.NoStoreException">There is no store, and none is to be made.</exception>
    /// <exception cref="CommandLine.DirectoryUnavailableException">A server works on the directory.</exception>
    internal static async Task<LocalDatabase> OpenAsync(
        string dataPath, MissingStore missing, CancellationToken cancellationToken)
    {
        var directory = TakenDirectory.Take(dataPath, missing);
        try
        {
            return new(
                directory, await SqliteDatabase.OpenAsync(directory.Database, TimeProvider.System, cancellationToken));
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        _directory.Dispose();
    }
}
