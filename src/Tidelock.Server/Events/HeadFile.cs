using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using Tidelock.Events;

namespace Tidelock.Server.Events;

/// <summary>
/// Appends the signed heads of the chains to <c>audit-heads.jsonl</c>: a copy of this file elsewhere proves later that
/// nothing was cut or changed. The newest head of a chain proves all before it, so one in a while is enough.
/// </summary>
internal sealed class HeadFile(
    DataDirectory directory, EventPolicy policy, TimeProvider clock, ILogger<HeadFile> logger)
{
    internal const string FileName = "audit-heads.jsonl";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly Dictionary<RetentionClass, ChainHead> _waiting = [];
    private DateTimeOffset _writtenAt = DateTimeOffset.MinValue;

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

        var path = Path.Combine(directory.Path, FileName);
        try
        {
            await using var file = Open(path);
            foreach (var head in _waiting.Values)
            {
                await file.WriteAsync(Line(head), cancellationToken);
            }

            _waiting.Clear();
            _writtenAt = clock.GetUtcNow();
        }
        catch (IOException error)
        {
            EventsLog.HeadsNotWritten(logger, path, error.Message);
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

    private static ReadOnlyMemory<byte> Line(ChainHead head)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("chain", head.Retention.ToString().ToLowerInvariant());
            json.WriteNumber("number", head.Number);
            json.WriteNumber("firstLink", head.FirstLink);
            json.WriteNumber("lastLink", head.LastLink);
            json.WriteString("previousHash", head.PreviousHash.ToString());
            json.WriteString("hash", head.Hash.ToString());
            json.WriteString("sealedAt", head.SealedAt);
            json.WriteString("kid", head.Signature.KeyId);
            json.WriteString("signature", Base64Url.EncodeToString(head.Signature.Bytes.Span));
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenMemory;
    }
}
