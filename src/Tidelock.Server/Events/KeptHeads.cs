using System.Text.Json;
using Tidelock.Events;
using Tidelock.Server.Administration;
using Tidelock.Server.Administration.Audit;

namespace Tidelock.Server.Events;

/// <summary>
/// Heads from a file outside of the database: lines as <see cref="HeadFile"/> writes them, or the one object that
/// <c>audit verify --json</c> prints. Of each chain the last one and the furthest one are kept, because the newest head
/// proves all before it; they are two only where a store was rolled back.
/// </summary>
internal sealed class KeptHeads
{
    /// <summary>So much of the end of a file is read, in bytes; at one line a minute, that is weeks.</summary>
    internal const int MaxLength = 16 << 20;

    private readonly Dictionary<RetentionClass, ChainHead> _last = [];
    private readonly Dictionary<RetentionClass, ChainHead> _furthest = [];

    private KeptHeads()
    {
    }

    internal static KeptHeads None { get; } = new();

    /// <summary>The last head of each chain, in the order of the file.</summary>
    internal IReadOnlyCollection<ChainHead> Last => _last.Values;

    /// <summary>What a store is compared with.</summary>
    internal IReadOnlyList<ChainHead> All => [.. _furthest.Values.Concat(_last.Values).Distinct()];

    /// <summary>How many lines are no heads; a crash leaves half a line behind.</summary>
    internal int Unreadable { get; private set; }

    /// <summary>Reads the file; one that is not there holds no heads.</summary>
    /// <exception cref="IOException">It can't be read.</exception>
    internal static KeptHeads Read(string path)
    {
        var kept = new KeptHeads();
        if (File.Exists(path))
        {
            var text = ReadEnd(path);
            if (!kept.TakeObject(text))
            {
                kept.TakeLines(text);
            }
        }

        return kept;
    }

    private static ReadOnlySpan<byte> ReadEnd(string path)
    {
        // The server may be appending at this moment.
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var skipped = Math.Max(0, file.Length - MaxLength);
        file.Position = skipped;
        var bytes = new byte[(int)(file.Length - skipped)];
        var read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        ReadOnlySpan<byte> text = bytes.AsSpan(0, read);
        return skipped == 0 ? text : text[(text.IndexOf((byte)'\n') + 1)..];
    }

    private bool TakeObject(ReadOnlySpan<byte> text)
    {
        try
        {
            if (JsonSerializer.Deserialize(text, AdminJson.Default.SealedHeads)?.Heads is not { } heads)
            {
                return false;
            }

            foreach (var head in heads)
            {
                Take(head);
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void TakeLines(ReadOnlySpan<byte> text)
    {
        foreach (var range in text.Split((byte)'\n'))
        {
            var line = text[range].Trim(" \t\r"u8);
            if (!line.IsEmpty)
            {
                TakeLine(line);
            }
        }
    }

    private void TakeLine(ReadOnlySpan<byte> line)
    {
        try
        {
            Take(JsonSerializer.Deserialize(line, AdminJson.Default.HeadView));
        }
        catch (JsonException)
        {
            Unreadable++;
        }
    }

    private void Take(HeadView? view)
    {
        if (!HeadText.TryRead(view, out var head))
        {
            Unreadable++;
            return;
        }

        _last[head.Retention] = head;
        if (!_furthest.TryGetValue(head.Retention, out var furthest) || furthest.Number < head.Number)
        {
            _furthest[head.Retention] = head;
        }
    }
}
