using Tidelock.Events;
using Tidelock.Storage;

namespace Tidelock.Server.Events;

/// <summary>
/// Compares the store with the heads in the file beside it, once at start. A file that knows more than the store means
/// that an older copy of the database was put in its place, by a snapshot or by hand. Clients may be ahead of it then,
/// exactly as after a restore, so they are followed as after one.
/// </summary>
internal sealed class RollbackCheck(
    HeadFile file, IEventStore events, IDatabase database, TimeProvider clock, ILogger<RollbackCheck> logger)
    : IHostedService
{
    /// <summary>Most earlier rollbacks that are looked at.</summary>
    private const int MaxTold = 100;

    /// <inheritdoc />
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // The last line of a chain and not its furthest head: after a rollback the chain begins again lower down.
        var kept = file.Read().Last;
        if (kept.Count == 0)
        {
            return;
        }

        var stored = (await events.HeadsAsync(cancellationToken)).ToDictionary(head => head.Retention);
        var ahead = kept.Where(head => head.Number > (stored.GetValueOrDefault(head.Retention)?.Number ?? 0)).ToList();
        if (ahead.Count > 0 && !await IsToldAsync(ahead, cancellationToken))
        {
            await TellAsync(ahead, stored, cancellationToken);
        }
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A chain that stands still keeps its last line; one rollback is found once.</summary>
    private async Task<bool> IsToldAsync(List<ChainHead> ahead, CancellationToken cancellationToken)
    {
        var query = new EventQuery { Kinds = [EventCatalogue.StoreRolledBack], NewestFirst = true, Limit = MaxTold };
        var told = (await events.ReadAsync(query, cancellationToken)).SelectMany(one => one.Draft.Detail).ToHashSet();
        return ahead.All(head => told.Contains(HashOf(head)));
    }

    private async Task TellAsync(
        List<ChainHead> ahead, Dictionary<RetentionClass, ChainHead> stored, CancellationToken cancellationToken)
    {
        var detail = new List<KeyValuePair<string, string>>();
        foreach (var head in ahead)
        {
            var last = stored.GetValueOrDefault(head.Retention)?.LastLink ?? 0;
            detail.Add(HashOf(head));
            detail.Add(new($"{NameOf(head)}_known_link", head.LastLink.ToString()));
            detail.Add(new($"{NameOf(head)}_stored_link", last.ToString()));
            EventsLog.RolledBack(logger, NameOf(head), last, head.LastLink);
        }

        await database.RaiseEpochAsync(
            new()
            {
                At = clock.GetUtcNow(),
                Kind = EventCatalogue.StoreRolledBack,
                Actor = Actor.System,
                Detail = [.. detail.OrderBy(fact => fact.Key, StringComparer.Ordinal)],
            },
            cancellationToken);
    }

    private static KeyValuePair<string, string> HashOf(ChainHead head) =>
        new($"{NameOf(head)}_known_hash", head.Hash.ToString());

    private static string NameOf(ChainHead head) => head.Retention.ToString().ToLowerInvariant();
}
