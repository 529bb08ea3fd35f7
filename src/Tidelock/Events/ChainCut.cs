using System.Globalization;

namespace Tidelock.Events;

/// <summary>
/// The event that tells of a cut. It names the last cut seal of every chain, so that the newest one of these events is
/// all that a verifier needs, whatever older ones a later cut has taken along.
/// </summary>
public static class ChainCut
{
    private const string CheckpointSuffix = "_checkpoint";

    /// <summary>The event of a cut.</summary>
    public static EventDraft Told(
        RetentionClass retention, long removed, IReadOnlyDictionary<RetentionClass, long> checkpoints,
        DateTimeOffset now)
    {
        var detail = checkpoints.Select(checkpoint => Fact(NameOf(checkpoint.Key), checkpoint.Value))
            .Append(Fact("removed", removed))
            .Append(new("retention", retention.ToString().ToLowerInvariant()));
        return new()
        {
            At = now,
            Kind = EventCatalogue.EventsCut,
            Actor = Actor.System,
            Detail = [.. detail.OrderBy(fact => fact.Key, StringComparer.Ordinal)],
        };
    }

    /// <summary>The number of the last cut seal of a chain, as the event tells it; null when it tells none.</summary>
    public static long? CheckpointOf(ChainEntry? told, RetentionClass retention) =>
        told?.Detail.FirstOrDefault(fact => fact.Key == NameOf(retention)).Value is { } number
        && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var checkpoint)
            ? checkpoint
            : null;

    private static string NameOf(RetentionClass retention) =>
        retention.ToString().ToLowerInvariant() + CheckpointSuffix;

    private static KeyValuePair<string, string> Fact(string name, long value) => new(name, value.ToString());
}
