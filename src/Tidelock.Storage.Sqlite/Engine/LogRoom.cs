namespace Tidelock.Storage.Sqlite.Engine;

/// <summary>
/// Writes zeros behind the log before the writer begins. A flush of a file that grows needs the file system's own
/// journal, and one that breaks meanwhile may tell of a success that it never had (ADR 0015); on blocks that are there
/// it can't. The engine passes over zeros, as over anything that is no page of the log.
/// </summary>
internal static class LogRoom
{
    /// <summary>
    /// What a log grows to that is copied every tenth of a second, in bytes. Under heavy load it makes its own room.
    /// </summary>
    private const int Length = 4 << 20;

    private const int Chunk = 64 << 10;

    /// <summary>
    /// Makes room in the log of a database that is open and that nobody writes to yet. A disk without any is noticed
    /// with the first change. The engine locks other files only, so closing this one takes no lock away.
    /// </summary>
    internal static void Make(string databasePath)
    {
        try
        {
            using var log = new FileStream(
                databasePath + "-wal", FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, Chunk);
            log.Seek(0, SeekOrigin.End);
            var zeros = new byte[Chunk];
            while (log.Length < Length)
            {
                log.Write(zeros, 0, (int)Math.Min(Chunk, Length - log.Length));
                log.Flush();
            }

            log.Flush(flushToDisk: true);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
        }
    }
}
