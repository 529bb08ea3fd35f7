namespace Tidelock.Storage.Sqlite;

/// <summary>Where the database lies.</summary>
public sealed record SqliteOptions
{
    /// <summary>Path of the database file; made when it is not there.</summary>
    public required string Path { get; init; }

    /// <summary>Where salts and the store's id come from.</summary>
    public IRandomSource Random { get; init; } = new SystemRandomSource();
}
