using Tidelock.Storage;

namespace Tidelock.Events;

/// <summary>How the chain of a retention class begins, grows and is sealed.</summary>
public static class EventChain
{
    /// <summary>The chain's hash before its first link; no two stores share a chain.</summary>
    public static Digest Genesis(StoreId store, RetentionClass retention) =>
        Digest.Of(new CanonicalBytes().Add("tidelock/chain/v1").Add(store.Value).Add((byte)retention).Written);

    /// <summary>The bytes that a head's signature covers: everything but the signature, and the store's id.</summary>
    public static byte[] SignedBytes(StoreId store, ChainHead head) =>
        new CanonicalBytes().Add("tidelock/chain-head/v1").Add(store.Value).Add((byte)head.Retention)
            .Add(head.Number).Add(head.FirstLink).Add(head.LastLink)
            .Add(head.PreviousHash).Add(head.Hash).Add(head.SealedAt.UtcTicks)
            .Written.ToArray();
}

/// <summary>Appends entries to one chain and seals them.</summary>
public sealed class ChainSealer
{
    private readonly StoreId _store;
    private readonly RetentionClass _retention;
    private readonly long _number;
    private readonly long _firstLink;
    private readonly Digest _previousHash;
    private long _link;
    private Digest _hash;

    /// <summary>Goes on after <paramref name="last"/>, or from the beginning.</summary>
    public ChainSealer(StoreId store, RetentionClass retention, ChainHead? last)
    {
        (_store, _retention) = (store, retention);
        _number = (last?.Number ?? 0) + 1;
        _link = last?.LastLink ?? 0;
        _firstLink = _link + 1;
        _previousHash = _hash = last?.Hash ?? EventChain.Genesis(store, retention);
    }

    /// <summary>Gives an entry its link and hash.</summary>
    public (long Link, Digest Hash) Add(ChainEntry entry)
    {
        _hash = entry.Hash(_hash, ++_link);
        return (_link, _hash);
    }

    /// <summary>Seals what was added.</summary>
    /// <exception cref="InvalidOperationException">Nothing was added.</exception>
    public ChainHead Seal(IHeadSigner signer, DateTimeOffset now)
    {
        if (_link < _firstLink)
        {
            throw new InvalidOperationException("There is nothing to seal.");
        }

        var head = new ChainHead(
            _retention, _number, _firstLink, _link, _previousHash, _hash, now, default);
        return head with { Signature = signer.Sign(EventChain.SignedBytes(_store, head)) };
    }
}
