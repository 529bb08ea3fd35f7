namespace Tidelock.Events;

/// <summary>
/// The signed end of a chain at one moment. Shipped off the box, it proves later that nothing before it was cut.
/// </summary>
/// <param name="Retention">Which chain.</param>
/// <param name="Number">The seal's number, without gaps.</param>
/// <param name="FirstLink">The first link it seals.</param>
/// <param name="LastLink">The last link it seals.</param>
/// <param name="PreviousHash">The chain's hash before it.</param>
/// <param name="Hash">The chain's hash after the last link.</param>
/// <param name="SealedAt">When it was sealed.</param>
/// <param name="Signature">The signature over all before it.</param>
public sealed record ChainHead(
    RetentionClass Retention,
    long Number,
    long FirstLink,
    long LastLink,
    Digest PreviousHash,
    Digest Hash,
    DateTimeOffset SealedAt,
    HeadSignature Signature);

/// <summary>What is wrong with a chain, at its first break.</summary>
/// <param name="Retention">Which chain.</param>
/// <param name="Link">The link at which it breaks.</param>
/// <param name="Kind">A stable word: changed, deleted, cut, personal_changed, personal_missing, head_forged,
/// head_unknown.</param>
/// <param name="Explanation">The same in a sentence.</param>
public sealed record ChainBreak(RetentionClass Retention, long Link, string Kind, string Explanation);

/// <summary>The result of walking the chains.</summary>
/// <param name="EventsChecked">How many sealed events were walked.</param>
/// <param name="Waiting">How many events wait for their seal.</param>
/// <param name="Erased">How many belong to erased people.</param>
/// <param name="Breaks">The first break of each broken chain; empty when all hold.</param>
/// <param name="Heads">The newest head of each chain.</param>
public sealed record AuditVerdict(
    long EventsChecked, long Waiting, long Erased, IReadOnlyList<ChainBreak> Breaks, IReadOnlyList<ChainHead> Heads)
{
    /// <summary>True when no chain is broken.</summary>
    public bool Holds => Breaks.Count == 0;
}
