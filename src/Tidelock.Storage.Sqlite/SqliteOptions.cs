namespace Tidelock.Storage.Sqlite;

/// <summary>Where the database lies.</summary>
public sealed record SqliteOptions
{
    /// <summary>Path of the database file; made when it is not there.</summary>
    public required string Path { get; init; }

    /// <summary>
    /// Files in the same directory that tell of this very database, such as heads of its chains. A restore sets them
    /// aside together with it. Empty by default.
    /// </summary>
    public IReadOnlyList<string> Companions { get; init; } = [];

    /// <summary>Where salts and the store's id come from.</summary>
    public IRandomSource Random { get; init; } = new SystemRandomSource();
}
