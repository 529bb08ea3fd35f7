using Tidelock.Events;
using Tidelock.Storage.Sqlite.Engine;

namespace Tidelock.Storage.Sqlite.Events;

/// <summary>The events' rows and their seals.</summary>
internal sealed class SqliteEventStore(Writer writer, ReaderPool readers, string path) : IEventStore
{
    /// <inheritdoc />
    public void SwitchOff() => writer.KeepNoEvents();

    /// <inheritdoc />
    public async ValueTask AppendAsync(IReadOnlyList<EventDraft> events, CancellationToken cancellationToken) =>
        await writer.RunAsync(
            scope =>
            {
                EventWrites.Append(scope, events);
                return events.Count;
            },
            cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<ChainHead>> SealAsync(
        IHeadSigner signer, DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        writer.RunAsync(scope => Sealing.Seal(scope.Connection, signer, now, limit), cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<SealedEvent>> ReadAsync(EventQuery query, CancellationToken cancellationToken) =>
        readers.ReadAsync(connection => EventSearch.Run(connection, query), cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<ChainHead>> HeadsAsync(CancellationToken cancellationToken) =>
        readers.ReadAsync<IReadOnlyList<ChainHead>>(
            connection =>
            [
                .. Enum.GetValues<RetentionClass>()
                    .Select(retention => SealRow.Last(connection, retention)).OfType<ChainHead>(),
            ],
            cancellationToken);

    /// <inheritdoc />
    public ValueTask<AuditVerdict> VerifyAsync(
        IHeadSigner signer, IReadOnlyList<ChainHead> knownHeads, CancellationToken cancellationToken) =>
        new(Task.Run(() => Verify(signer, knownHeads, cancellationToken), cancellationToken));

    /// <inheritdoc />
    public async ValueTask<long> CutAsync(
        RetentionClass retention, DateTimeOffset before, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var removed = 0L;
        long part;
        do
        {
            part = await writer.RunAsync(scope => Cutting.Cut(scope, retention, before, now), cancellationToken);
            removed += part;
        }
        while (part > 0);
        return removed;
    }

    /// <summary>
    /// On a connection of its own, in one read transaction: an erasure or a cut halfway through would otherwise look
    /// like a break. The log grows for as long as it takes.
    /// </summary>
    private AuditVerdict Verify(
        IHeadSigner signer, IReadOnlyList<ChainHead> knownHeads, CancellationToken cancellationToken)
    {
        try
        {
            using var connection = Connection.OpenForReader(path);
            connection.Execute("BEGIN");
            return new Verification(connection, signer, knownHeads, cancellationToken).Run();
        }
        catch (SqliteException failure) when (failure.IsStorageFailure)
        {
            throw new StoreUnavailableException($"The chains can't be read: {failure.Message}", failure);
        }
    }
}
