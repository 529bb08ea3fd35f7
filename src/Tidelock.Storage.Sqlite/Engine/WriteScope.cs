namespace Tidelock.Storage.Sqlite.Engine;

/// <summary>What a change sees while it runs on the writer thread.</summary>
internal sealed class WriteScope(Connection connection, IRandomSource random)
{
    /// <summary>The writer's connection; a transaction is open on it, and the change's own savepoint.</summary>
    public Connection Connection { get; } = connection;

    /// <summary>Where salts come from.</summary>
    public IRandomSource Random { get; } = random;

    /// <summary>Texts that were given a number lately.</summary>
    public UserAgentNumbers UserAgents { get; } = new();

    /// <summary>Refreshes of this commit, by minute.</summary>
    public RefreshTally Refreshes { get; } = new();

    /// <summary>False once the operator's choice is known to be no audit log.</summary>
    public bool KeepsEvents { get; set; } = true;

    /// <summary>The store's epoch.</summary>
    public int Epoch { get; set; }

    /// <summary>Runs statements that are all taken back when one fails, unless it is the storage.</summary>
    public void Together(Action<WriteScope> statements)
    {
        Connection.Run("SAVEPOINT together");
        try
        {
            statements(this);
        }
        catch (Exception failure) when (failure is not SqliteException { IsStorageFailure: true })
        {
            Connection.ResetAll();
            Connection.Run("ROLLBACK TO together");
            Connection.Run("RELEASE together");
            UserAgents.Forget();
            throw;
        }

        Connection.Run("RELEASE together");
    }
}
