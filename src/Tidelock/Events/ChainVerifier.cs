using Tidelock.Storage;
using Tidelock.Users;

namespace Tidelock.Events;

/// <summary>What to judge a chain by.</summary>
/// <param name="Store">The store's id.</param>
/// <param name="Signer">Knows the keys.</param>
/// <param name="Erased">Who was erased, and the position of the event that tells of it. Only that person's events
/// before it may lack their personal part: what came after the erasure was not taken along by it.</param>
public sealed record ChainWitness(StoreId Store, IHeadSigner Signer, IReadOnlyDictionary<UserId, long> Erased);

/// <summary>An entry as it stands in the store.</summary>
/// <param name="Link">Its link.</param>
/// <param name="Entry">What it says; null when it can't be read.</param>
/// <param name="Hash">The hash that stands beside it.</param>
/// <param name="Personal">Its personal part; null when there is none any more.</param>
public sealed record StoredLink(long Link, ChainEntry? Entry, Digest Hash, PersonalPart? Personal);

/// <summary>
/// Walks one chain: <see cref="Begin"/>, then for each seal <see cref="Open"/>, its links, <see cref="Close"/>, and
/// <see cref="Finish"/>. Each step says whether the chain still holds; the first break is kept.
/// </summary>
public sealed class ChainVerifier(ChainWitness witness, RetentionClass retention)
{
    private readonly Dictionary<long, ChainHead> _seen = [];
    private HashSet<long> _wanted = [];
    private Digest _hash;
    private long _link;
    private long _firstNumber = 1;

    /// <summary>The first break; null while the chain holds.</summary>
    public ChainBreak? Break { get; private set; }

    /// <summary>How many links were walked.</summary>
    public long Checked { get; private set; }

    /// <summary>How many of them belong to erased people.</summary>
    public long Erased { get; private set; }

    /// <summary>The newest head.</summary>
    public ChainHead? Head { get; private set; }

    /// <summary>Begins at the first link, or after the seal at which the chain was cut.</summary>
    /// <param name="checkpoint">The last seal that was cut off, as it stands in the store; null when none was.</param>
    /// <param name="toldCut">The number of the last cut seal, as the newest event about it tells; null when none does.
    /// </param>
    /// <param name="known">Heads that were shipped off.</param>
    public bool Begin(ChainHead? checkpoint, long? toldCut, IReadOnlyList<ChainHead> known)
    {
        _wanted = [.. known.Select(head => head.Number)];
        if (checkpoint?.Number != toldCut)
        {
            return Fail(
                (checkpoint?.LastLink ?? 0) + 1, "deleted", "Events are missing at the beginning, and no cut is told.");
        }

        if (checkpoint is null)
        {
            _hash = EventChain.Genesis(witness.Store, retention);
            return true;
        }

        _firstNumber = checkpoint.Number + 1;
        (_hash, _link) = (checkpoint.Hash, checkpoint.LastLink);
        return IsSigned(checkpoint) ? Remember(checkpoint) : FailForged(checkpoint);
    }

    /// <summary>Takes the next seal.</summary>
    public bool Open(ChainHead seal)
    {
        if (!IsSigned(seal))
        {
            return FailForged(seal);
        }

        var expected = Head is null ? _firstNumber : Head.Number + 1;
        return seal.Number == expected && seal.FirstLink == _link + 1 && seal.PreviousHash == _hash
            ? Remember(seal)
            : Fail(_link + 1, "deleted", $"Seal {expected} is missing or does not follow the one before it.");
    }

    /// <summary>Takes the next link of the open seal.</summary>
    public bool Take(StoredLink stored)
    {
        var expected = _link + 1;
        if (stored.Link != expected)
        {
            return Fail(expected, "deleted", $"The event at link {expected} is missing.");
        }

        (_link, Checked) = (expected, Checked + 1);
        if (stored.Entry is not { } entry || entry.Retention != retention)
        {
            return Fail(_link, "changed", $"The event at link {_link} can't be read any more.");
        }

        _hash = entry.Hash(_hash, _link);
        return _hash == stored.Hash
            ? TakePersonal(entry, stored.Personal)
            : Fail(_link, "changed", $"The event at link {_link} is not the one that was sealed.");
    }

    /// <summary>Ends the open seal.</summary>
    /// <param name="lastStored">The last link the store has of this chain; 0 when it has none.</param>
    public bool Close(long lastStored)
    {
        var seal = Head ?? throw new InvalidOperationException("No seal is open.");
        if (_link < seal.LastLink)
        {
            var missing = _link + 1;
            return lastStored > missing
                ? Fail(missing, "deleted", $"The event at link {missing} is missing.")
                : Fail(missing, "cut", $"The end of the chain is missing from link {missing} on.");
        }

        return _hash == seal.Hash
            || Fail(seal.LastLink, "changed", $"The events of seal {seal.Number} are not those that were sealed.");
    }

    /// <summary>Compares with what is known from outside.</summary>
    /// <param name="known">Heads that were shipped off.</param>
    /// <param name="lastStored">The last link the store has of this chain; 0 when it has none.</param>
    public bool Finish(IReadOnlyList<ChainHead> known, long lastStored)
    {
        if (lastStored > _link)
        {
            return Fail(_link + 1, "cut", $"The seal of link {_link + 1} is missing.");
        }

        foreach (var head in known.OrderBy(head => head.Number))
        {
            if (!IsSigned(head))
            {
                return Fail(head.FirstLink, "head_forged", $"The known head {head.Number} is not of this store.");
            }

            if (head.Number > (Head?.Number ?? 0))
            {
                return Fail(head.FirstLink, "cut", $"The store ends before the known head {head.Number}.");
            }

            if (head.Number >= _firstNumber && (!_seen.TryGetValue(head.Number, out var own) || own.Hash != head.Hash))
            {
                return Fail(
                    head.FirstLink, "head_unknown", $"The chain does not lead through the known head {head.Number}.");
            }
        }

        return true;
    }

    /// <summary>Tells that the next seal can't even be read.</summary>
    public void FailUnreadable() =>
        Fail(_link + 1, "changed", $"The seal of link {_link + 1}, or what tells of a cut, can't be read any more.");

    private bool TakePersonal(ChainEntry entry, PersonalPart? personal)
    {
        if (entry.Commitment is not { } commitment)
        {
            return true;
        }

        if (personal is not null)
        {
            return personal.Commitment() == commitment
                || Fail(_link, "personal_changed", $"The personal part of the event at link {_link} was changed.");
        }

        if (PersonalPart.OwnerOf(entry.Actor, entry.User) is { } owner
            && witness.Erased.TryGetValue(owner, out var erasedAt) && entry.Position < erasedAt)
        {
            Erased++;
            return true;
        }

        return Fail(
            _link, "personal_missing",
            $"The personal part of the event at link {_link} is missing, and nobody it belongs to was erased since.");
    }

    private bool IsSigned(ChainHead head) =>
        head.Retention == retention
        && witness.Signer.Verify(EventChain.SignedBytes(witness.Store, head), head.SealedAt, head.Signature);

    private bool Remember(ChainHead seal)
    {
        Head = seal;
        if (_wanted.Contains(seal.Number))
        {
            _seen.Add(seal.Number, seal);
        }

        return true;
    }

    private bool FailForged(ChainHead seal) =>
        Fail(seal.FirstLink, "head_forged", $"The signature of seal {seal.Number} does not hold.");

    private bool Fail(long link, string kind, string explanation)
    {
        Break ??= new(retention, link, kind, explanation);
        return false;
    }
}
