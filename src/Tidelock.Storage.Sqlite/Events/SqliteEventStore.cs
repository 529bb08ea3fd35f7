#pragma warning disable CS9113
using Tidelock.Events;
using Tidelock.Storage.Sqlite.Engine;

namespace Tidelock.Storage.Sqlite.Events;

internal sealed class SqliteEventStore(params object[] _) : IEventStore
{
    public ValueTask AppendAsync(IReadOnlyList<EventDraft> events, CancellationToken cancellationToken) => throw new NotSupportedException();
    public ValueTask<IReadOnlyList<ChainHead>> SealAsync(IHeadSigner signer, DateTimeOffset now, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();
    public ValueTask<IReadOnlyList<SealedEvent>> ReadAsync(EventQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();
    public ValueTask<AuditVerdict> VerifyAsync(IHeadSigner signer, IReadOnlyList<ChainHead> knownHeads, CancellationToken cancellationToken) => throw new NotSupportedException();
    public ValueTask<long> CutAsync(RetentionClass retention, DateTimeOffset before, DateTimeOffset now, CancellationToken cancellationToken) => throw new NotSupportedException();
}

internal static class EventWrites
{
    public static void Append(WriteScope scope, EventDraft draft) => _ = (scope, draft);
    public static void Append(WriteScope scope, IReadOnlyList<EventDraft> drafts) => _ = (scope, drafts);
}
