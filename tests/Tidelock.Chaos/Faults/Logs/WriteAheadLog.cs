using System.Buffers.Binary;

namespace Tidelock.Chaos.Faults.Logs;

/// <summary>
/// The log that a killed node left behind (the format is SQLite's, https://www.sqlite.org/fileformat2.html#walformat):
/// finds the end of what was committed, and writes behind it what a crash might.
/// </summary>
internal sealed class WriteAheadLog
{
    private const int HeaderLength = 32;
    private const int FrameHeaderLength = 24;
    private const uint BigEndianSums = 0x377f0683;

    private readonly string _path;
    private readonly byte[] _bytes;
    private readonly int _pageLength;
    private readonly bool _isBigEndian;
    private int _end;
    private (uint First, uint Second) _sums;

    private WriteAheadLog(string path, byte[] bytes)
    {
        (_path, _bytes) = (path, bytes);
        _isBigEndian = Word(0) == BigEndianSums;
        _pageLength = (int)Word(8);
        _end = HeaderLength;
        _sums = (Word(24), Word(28));
    }

    /// <summary>Frames that were committed.</summary>
    internal int Committed { get; private set; }

    private int FrameLength => FrameHeaderLength + _pageLength;

    /// <summary>The log of a database; null when there is none, or nothing in it.</summary>
    internal static WriteAheadLog? Of(string database)
    {
        var path = database + "-wal";
        var bytes = File.Exists(path) ? File.ReadAllBytes(path) : [];
        if (bytes.Length < HeaderLength || bytes.AsSpan(0, HeaderLength).IndexOfAnyExcept((byte)0) < 0)
        {
            return null;
        }

        var log = new WriteAheadLog(path, bytes);
        log.Walk();
        return log;
    }

    /// <summary>Bytes that mean nothing.</summary>
    internal void AppendGarbage(Chance chance) => Write(chance.Bytes(chance.Whole(1, 3 * FrameLength)));

    /// <summary>
    /// Whole frames of a transaction that was never committed: sound in themselves, but none of them says that it is
    /// the last one. The last may be torn.
    /// </summary>
    internal void AppendUncommitted(Chance chance, bool isTorn)
    {
        var frames = new List<byte>();
        var sums = _sums;
        for (var count = chance.Whole(1, 4); count > 0; count--)
        {
            frames.AddRange(Frame((uint)chance.Whole(1, 30), chance.Bytes(_pageLength), ref sums));
        }

        Write(isTorn ? [.. frames.Take(frames.Count - chance.Whole(1, FrameLength))] : [.. frames]);
    }

    private byte[] Frame(uint page, byte[] content, ref (uint, uint) sums)
    {
        var frame = new byte[FrameLength];
        BinaryPrimitives.WriteUInt32BigEndian(frame, page);
        _bytes.AsSpan(16, 8).CopyTo(frame.AsSpan(8));
        content.CopyTo(frame, FrameHeaderLength);
        sums = Sum(Sum(sums, frame.AsSpan(0, 8)), content);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(16), sums.Item1);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(20), sums.Item2);
        return frame;
    }

    private void Write(byte[] bytes)
    {
        using var file = new FileStream(_path, FileMode.Open, FileAccess.Write);
        file.Position = _end;
        file.Write(bytes);
    }

    /// <summary>Goes to the last frame that commits; what is behind it may be of an earlier round of the log.</summary>
    private void Walk()
    {
        var sums = _sums;
        var frames = 0;
        for (var at = HeaderLength; at + FrameLength <= _bytes.Length; at += FrameLength)
        {
            sums = Sum(Sum(sums, _bytes.AsSpan(at, 8)), _bytes.AsSpan(at + FrameHeaderLength, _pageLength));
            var isOfThisRound = _bytes.AsSpan(at + 8, 8).SequenceEqual(_bytes.AsSpan(16, 8));
            if (!isOfThisRound || sums != (Word(at + 16), Word(at + 20)))
            {
                return;
            }

            frames++;
            if (Word(at + 4) != 0)
            {
                (_end, _sums, Committed) = (at + FrameLength, sums, frames);
            }
        }
    }

    private (uint First, uint Second) Sum((uint First, uint Second) sums, ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; at < bytes.Length; at += 8)
        {
            sums.First += Summand(bytes[at..]) + sums.Second;
            sums.Second += Summand(bytes[(at + 4)..]) + sums.First;
        }

        return sums;
    }

    private uint Summand(ReadOnlySpan<byte> bytes) => _isBigEndian
        ? BinaryPrimitives.ReadUInt32BigEndian(bytes)
        : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private uint Word(int at) => BinaryPrimitives.ReadUInt32BigEndian(_bytes.AsSpan(at));
}
