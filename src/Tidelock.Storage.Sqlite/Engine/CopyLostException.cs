namespace Tidelock.Storage.Sqlite.Engine;

/// <summary>
/// What was copied into the database file may be lost. A flush that fails is told once, and the next one may succeed
/// although the pages are gone. The log still has them: it has to be kept as it is for a new process, which goes
/// through all of it.
/// </summary>
internal sealed class CopyLostException()
    : Exception("The database file could not be made durable. Restart the server once the disk is well.");
