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
        foreach (var head in heads)
        {
            _waiting[head.Retention] = head;
        }
    }

    internal Task WriteIfDueAsync(CancellationToken cancellationToken) =>
        clock.GetUtcNow() - _writtenAt >= policy.HeadInterval ? WriteAsync(cancellationToken) : Task.CompletedTask;

    /// <summary>Appends what waits.</summary>
    internal async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (_waiting.Count == 0)
        {
            return;
        }

        try
        {
            await using var file = Open(directory.Heads);
            foreach (var head in _waiting.Values)
            {
                await file.WriteAsync(Line(head), cancellationToken);
            }

            _waiting.Clear();
            _writtenAt = clock.GetUtcNow();
        }
        catch (IOException error)
        {
            EventsLog.HeadsNotWritten(logger, directory.Heads, error.Message);
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
