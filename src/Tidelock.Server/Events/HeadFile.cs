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
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // Whoever looks at the audit log seals first, so heads come from several requests at once.
    private readonly Lock _gate = new();
    private readonly Dictionary<RetentionClass, ChainHead> _waiting = [];
    private DateTimeOffset _writtenAt = DateTimeOffset.MinValue;

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
        clock.GetUtcNow() - _writtenAt >= policy.HeadInterval ? WriteAsync(cancellationToken) : Task.CompletedTask;

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
            foreach (var head in heads)
            {
                await file.WriteAsync(Line(head), cancellationToken);
            }

            _writtenAt = clock.GetUtcNow();
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
            Mode = FileMode.Append,
            Access = FileAccess.Write,
            Share = FileShare.Read,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return new(path, options);
    }

    private static byte[] Line(ChainHead head) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(HeadText.Write(head), AdminJson.Default.HeadView), (byte)'\n'];
}
