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

    /// <exception cref="CommandLine.DirectoryUnavailableException">A server works on the directory.</exception>
    internal static async Task<LocalDatabase> OpenAsync(string dataPath, CancellationToken cancellationToken)
    {
        var directory = TakenDirectory.Take(dataPath);
        try
        {
            var options = new SqliteOptions { Path = directory.DatabasePath };
            return new(directory, await SqliteDatabase.OpenAsync(options, TimeProvider.System, cancellationToken));
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
