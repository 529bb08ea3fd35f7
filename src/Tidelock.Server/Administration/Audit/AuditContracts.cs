using System.ComponentModel.DataAnnotations;
using Tidelock.Events;

namespace Tidelock.Server.Administration.Audit;

/// <summary>A sealed event as an operator sees it; also one line of an export.</summary>
internal sealed record EventView(
    long Position,
    string Chain,
    long Link,
    DateTimeOffset At,
    string Kind,
    string Severity,
    string Outcome,
    string? Reason,
    string Actor,
    string? ActorUser,
    string? User,
    string? Session,
    string? Address,
    string? UserAgent,
    string? Name,
    IReadOnlyDictionary<string, string> Detail)
{
    internal static EventView Of(SealedEvent stored)
    {
        var draft = stored.Draft;
        return new(
            stored.Position,
            Word(draft.Kind.Retention),
            stored.Link,
            draft.At,
            draft.Kind.Name,
            Word(draft.Kind.Severity),
            Word(draft.Outcome),
            draft.Reason,
            Word(draft.Actor.Kind),
            draft.Actor.User?.ToString(),
            draft.User?.ToString(),
            draft.Session?.ToString(),
            draft.Context?.Address,
            draft.Context?.UserAgent,
            draft.Context?.Name,
            draft.Detail.ToDictionary(StringComparer.Ordinal));
    }

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}

/// <summary>One page of events; <c>Cursor</c> is where the following one begins, null when there is none.</summary>
internal sealed record EventPage(IReadOnlyList<EventView> Events, long? Cursor);

/// <summary>A signed head of a chain; kept off the machine, it proves later that nothing before it was cut.</summary>
internal sealed record HeadView(
    [property: AllowedValues("audit", "activity")] string Chain,
    long Number,
    long FirstLink,
    long LastLink,
    string PreviousHash,
    string Hash,
    DateTimeOffset SealedAt,
    string KeyId,
    string Signature);

/// <summary>Walks the chains; heads that were kept elsewhere must still be there.</summary>
internal sealed record VerifyRequest
{
    /// <summary>Most heads in one request; a body has 16 KB.</summary>
    internal const int MaxHeads = 24;

    /// <summary>Heads that were kept elsewhere.</summary>
    [MaxLength(MaxHeads)]
    public IReadOnlyList<HeadView?>? Heads { get; init; }
}

/// <summary>The first break of a chain.</summary>
internal sealed record BreakView(string Chain, long Link, string Kind, string Explanation);

/// <summary>What walking the chains showed.</summary>
internal sealed record VerdictView(
    bool Holds,
    long EventsChecked,
    long Waiting,
    long Erased,
    IReadOnlyList<BreakView> Breaks,
    IReadOnlyList<HeadView> Heads);

/// <summary>The heads that sealing now made.</summary>
internal sealed record SealedHeads(IReadOnlyList<HeadView> Heads);
