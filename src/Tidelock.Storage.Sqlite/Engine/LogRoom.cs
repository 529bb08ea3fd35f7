using SQLitePCL;

namespace Tidelock.Storage.Sqlite.Engine;

/// <summary>
/// Keeps zeros ahead of the log, so that a commit only ever overwrites. A flush of a file that grows needs the file
/// system's own journal, and one that breaks meanwhile may tell of a success that it never had (ADR 0015); on blocks
/// that are there it can't. The engine passes over zeros, as over anything that is no page of the log.
/// </summary>
internal sealed class LogRoom
{
    /// <summary>What is ahead of the log at least, in bytes: more than a full batch writes.</summary>
    internal const int Ahead = 4 << 20;

    /// <summary>How much room is added at once, in bytes.</summary>
    internal const int Step = 4 << 20;

    /// <summary>A disk with less than this free keeps it for what there is to write, in bytes.</summary>
    private const long MinFree = 64 << 20;

    private const int HeaderLength = 32;
    private const int FrameLength = 24 + 4096;
    private const int ChunkLength = 256 << 10;

    private readonly string _path;
    private readonly NativeCalls.LogHook _hook;
    private long _position;
    private long _due;

    /// <summary>Watches the log of the writer's <paramref name="connection"/>, and stays for as long as it.</summary>
    internal LogRoom(Connection connection)
    {
        _path = Path.GetFullPath(connection.Path) + "-wal";
        _hook = Follow;
        NativeCalls.SetLogHook(connection.Handle, _hook, 0);
    }

    /// <summary>
    /// Makes room where it is due. For a transaction that has begun: what is written here lies behind the end of the
    /// file, and with the engine's lock in hand nobody else makes it longer.
    /// </summary>
    internal void Make()
    {
        if (_position < _due)
        {
            return;
        }

        _due = _position + Step;
        try
        {
            Extend(_position + Step + Ahead);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // The log goes on without room, and what it can't write itself is noticed there.
        }
    }

    /// <summary>
    /// The engine locks other files only, so closing this one takes no lock away. Room that is not to be had whole is
    /// given back.
    /// </summary>
    private void Extend(long end)
    {
        using var log = new FileStream(
            _path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var before = log.Length;
        if (before >= end || new DriveInfo(Path.GetDirectoryName(_path)!).AvailableFreeSpace < MinFree)
        {
            return;
        }

        try
        {
            log.Position = before;
            var zeros = new byte[ChunkLength];
            while (log.Position < end)
            {
                log.Write(zeros, 0, (int)Math.Min(ChunkLength, end - log.Position));
            }

            log.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            log.SetLength(before);
            throw;
        }
    }

    /// <summary>After each commit: how many pages the log has. One that started over may have been cut.</summary>
    private int Follow(nint argument, nint connection, nint database, int pages)
    {
        var position = HeaderLength + ((long)pages * FrameLength);
        if (position < _position)
        {
            _due = 0;
        }

        _position = position;
        return raw.SQLITE_OK;
    }
}
