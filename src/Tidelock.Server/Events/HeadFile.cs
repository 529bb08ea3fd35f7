using System.Text.Json;
using Tidelock.Events;
using Tidelock.Server.Administration;
using Tidelock.Server.Administration.Audit;

namespace Tidelock.Server.Events;

/// <summary>
/// Appends the signed heads of the chains to <c>audit-heads.jsonl</c>: a copy of this file elsewhere proves later that
/// nothing was cut or changed. The newest head of a chain proves all before it, so one in a while is enough.
/// </summary>
internal sealed class HeadFile(
    DataDirectory directory, EventPolicy policy, TimeProvider clock, ILogger<HeadFile> logger)
{
    private const byte NewLine = (byte)'\n';
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // Whoever looks at the audit log seals first, so heads come from several requests at once.
    private readonly Lock _gate = new();
    private readonly Dictionary<RetentionClass, ChainHead> _waiting = [];
    private long? _writtenAt;

    /// <summary>The heads in the file; none when it is not there or can't be read, which is logged.</summary>
    internal KeptHeads Read()
    {
        try
        {
            return KeptHeads.Read(directory.Heads);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            EventsLog.HeadsNotRead(logger, directory.Heads, error.Message);
            return KeptHeads.None;
        }
    }

    /// <summary>Remembers the newest head of each chain.</summary>
    internal void Keep(IReadOnlyList<ChainHead> heads)
    {
        lock (_gate)
        {
            foreach (var head in heads)
            {
                if (!_waiting.TryGetValue(head.Retention, out var known) || known.Number < head.Number)
                {
                    _waiting[head.Retention] = head;
                }
            }
        }
    }

    internal Task WriteIfDueAsync(CancellationToken cancellationToken) =>
        _writtenAt is { } writtenAt && clock.GetElapsedTime(writtenAt) < policy.HeadInterval
            ? Task.CompletedTask
            : WriteAsync(cancellationToken);

    /// <summary>Appends what waits.</summary>
    internal async Task WriteAsync(CancellationToken cancellationToken)
    {
        var heads = Take();
        if (heads.Length == 0)
        {
            return;
        }

        try
        {
            await using var file = Open(directory.Heads);
            byte[] lines = [.. StartOfLine(file), .. heads.SelectMany(Line)];
            await file.WriteAsync(lines, cancellationToken);
            _writtenAt = clock.GetTimestamp();
        }
        catch (OperationCanceledException)
        {
            Keep(heads);
            throw;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Keep(heads);
            EventsLog.HeadsNotWritten(logger, directory.Heads, error.Message);
        }
    }

    private ChainHead[] Take()
    {
        lock (_gate)
        {
            ChainHead[] heads = [.. _waiting.Values];
            _waiting.Clear();
            return heads;
        }
    }

    private static FileStream Open(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read,

            // So that a full disk fails the write, and not the end of it.
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return new(path, options);
    }

    /// <summary>Goes to the end, and begins a line after one that a crash or a full disk has cut.</summary>
    private static byte[] StartOfLine(FileStream file)
    {
        if (file.Length == 0)
        {
            return [];
        }

        file.Position = file.Length - 1;
        return file.ReadByte() == NewLine ? [] : [NewLine];
    }

    private static byte[] Line(ChainHead head) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(HeadText.Write(head), AdminJson.Default.HeadView), NewLine];
}
