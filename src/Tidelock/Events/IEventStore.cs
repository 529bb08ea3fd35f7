using Tidelock.Sessions;
using Tidelock.Users;

namespace Tidelock.Events;

/// <summary>An event as it is read back.</summary>
/// <param name="Position">Its final place in the one order of all events; consumers keep it as their cursor.</param>
/// <param name="Link">Its place in the chain of its retention class, without gaps.</param>
/// <param name="Draft">What happened. <see cref="EventDraft.Context"/> is null once the person was erased.</param>
public sealed record SealedEvent(long Position, long Link, EventDraft Draft);

/// <summary>What to read: everything that matches, in order of position, after a cursor.</summary>
public sealed record EventQuery
{
    /// <summary>Most events one read gives.</summary>
    public const int MaxLimit = 1000;

    /// <summary>Only events after this position.</summary>
    public long After { get; init; }

    /// <summary>At most this many, up to <see cref="MaxLimit"/>.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Only events of this user.</summary>
    public UserId? User { get; init; }

    /// <summary>Only events of this session.</summary>
    public SessionId? Session { get; init; }

    /// <summary>Only events of these kinds.</summary>
    public IReadOnlyList<EventKind> Kinds { get; init; } = [];

    /// <summary>Only events from then on.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only events before then.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Newest first; <see cref="After"/> then reads backwards, from the end when it is 0.</summary>
    public bool NewestFirst { get; init; }
}

/// <summary>Signs and checks the heads of the chains.</summary>
public interface IHeadSigner
{
    /// <summary>Signs <paramref name="head"/>; tells by which key.</summary>
    HeadSignature Sign(ReadOnlySpan<byte> head);

    /// <summary>
    /// True when <paramref name="signature"/> is a signature of <paramref name="head"/> by a known key that was good
    /// at <paramref name="sealedAt"/>, which must be what the head itself says.
    /// </summary>
    bool Verify(ReadOnlySpan<byte> head, DateTimeOffset sealedAt, HeadSignature signature);
}

/// <summary>A signature of a chain's head.</summary>
/// <param name="KeyId">`kid` of the signing key.</param>
/// <param name="Bytes">ES256 signature, 64 bytes.</param>
public readonly record struct HeadSignature(string KeyId, ReadOnlyMemory<byte> Bytes);

/// <summary>The events of one store: appended with their change, sealed in order, read by position.</summary>
public interface IEventStore
{
    /// <summary>
    /// Writes no event down from now on, neither alone nor with its change, for operators who want no audit log. What
    /// was written stays, and is sealed and read as ever.
    /// </summary>
    void SwitchOff();

    /// <summary>Appends events that have no other change to go with; durable when the task completes.</summary>
    ValueTask AppendAsync(IReadOnlyList<EventDraft> events, CancellationToken cancellationToken);

    /// <summary>
    /// Gives up to <paramref name="limit"/> waiting events their final position and link, and seals each chain they
    /// stand in with a signed head. Only one sealer runs at a time on a store.
    /// </summary>
    /// <returns>The new heads; empty when nothing was waiting.</returns>
    ValueTask<IReadOnlyList<ChainHead>> SealAsync(
        IHeadSigner signer, DateTimeOffset now, int limit, CancellationToken cancellationToken);

    /// <summary>Reads sealed events.</summary>
    ValueTask<IReadOnlyList<SealedEvent>> ReadAsync(EventQuery query, CancellationToken cancellationToken);

    /// <summary>The newest head of each chain that has one.</summary>
    ValueTask<IReadOnlyList<ChainHead>> HeadsAsync(CancellationToken cancellationToken);

    /// <summary>Walks every chain from its first kept link to its head and names the first break of each.</summary>
    ValueTask<AuditVerdict> VerifyAsync(
        IHeadSigner signer, IReadOnlyList<ChainHead> knownHeads, CancellationToken cancellationToken);

    /// <summary>
    /// Removes the sealed events of a class that are older than <paramref name="before"/>, in whole seals.
    /// </summary>
    /// <returns>How many events were removed.</returns>
    ValueTask<long> CutAsync(
        RetentionClass retention, DateTimeOffset before, DateTimeOffset now, CancellationToken cancellationToken);
}
