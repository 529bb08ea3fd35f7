namespace Tidelock.Chaos.Faults.Logs;

/// <summary>
/// The index of the log (https://www.sqlite.org/walformat.html#the_wal_index_file_format), which tells how far the log
/// has been copied into the database.
/// </summary>
internal static class LogIndex
{
    private const int CopiedAt = 96;
    private const int AttemptedAt = 128;

    /// <summary>True while the log is being copied; a node that is killed then leaves it like that.</summary>
    internal static bool IsBeingCopied(string database)
    {
        Span<byte> bytes = stackalloc byte[AttemptedAt + sizeof(uint)];
        using var file = new FileStream(
            database + "-shm", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        return file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length
            && BitConverter.ToUInt32(bytes[AttemptedAt..]) > BitConverter.ToUInt32(bytes[CopiedAt..]);
    }
}
