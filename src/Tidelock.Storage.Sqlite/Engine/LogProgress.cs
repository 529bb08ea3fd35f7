namespace Tidelock.Storage.Sqlite.Engine;

/// <summary>How far the log was copied into the database, in pages.</summary>
internal readonly record struct LogProgress(int Log, int Copied)
{
    internal int Left => Log - Copied;
}
