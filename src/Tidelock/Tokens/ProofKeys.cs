namespace Tidelock.Tokens;

/// <summary>
/// Keys whose proofs were checked lately, ready to check the next one: making one ready costs more than the check, as
/// the platform multiplies the whole point to know that it is on the curve. A key is lent to one request at a time;
/// another one that comes meanwhile makes its own.
/// </summary>
/// <remarks>
/// Bounded: two generations, of which the older is thrown away when the younger is full. A key takes about 3 KB of
/// memory outside of the heap, so that <paramref name="capacity"/> keys, of both generations together, take three
/// thousand times as many bytes. Only keys that have signed a good proof get in.
/// </remarks>
/// <param name="capacity">Most keys that are kept.</param>
internal sealed class ProofKeys(int capacity)
{
    private const int StripeCount = 16;
    private const int Generations = 2;

    private readonly Stripe[] _stripes = [.. Enumerable.Range(0, StripeCount).Select(_ => new Stripe())];

    /// <summary>Keys that are kept now.</summary>
    internal int Count => _stripes.Sum(stripe => stripe.Count);

    /// <summary>The key with that thumbprint, lent to the caller alone; null when it is not kept.</summary>
    internal P256PublicKey? Borrow(KeyThumbprint thumbprint) => StripeOf(thumbprint).Borrow(thumbprint);

    /// <summary>Keeps a key that has signed a good proof, and ends any other.</summary>
    internal void GiveBack(P256PublicKey key)
    {
        if (!key.HasProved || !StripeOf(key.Thumbprint).TryKeep(key, capacity / StripeCount / Generations))
        {
            key.Dispose();
        }
    }

    private Stripe StripeOf(KeyThumbprint thumbprint) =>
        _stripes[(int)((ulong)thumbprint.Value.Low % StripeCount)];

    private sealed class Stripe
    {
        private readonly Lock _lock = new();
        private Dictionary<KeyThumbprint, P256PublicKey> _young = [];
        private Dictionary<KeyThumbprint, P256PublicKey> _old = [];

        internal int Count
        {
            get
            {
                lock (_lock)
                {
                    return _young.Count + _old.Count;
                }
            }
        }

        internal P256PublicKey? Borrow(KeyThumbprint thumbprint)
        {
            lock (_lock)
            {
                return _young.Remove(thumbprint, out var key) || _old.Remove(thumbprint, out key) ? key : null;
            }
        }

        /// <summary>False when another request has given the same key back.</summary>
        internal bool TryKeep(P256PublicKey key, int capacity)
        {
            lock (_lock)
            {
                if (_young.Count >= capacity)
                {
                    TurnOver();
                }

                return _young.TryAdd(key.Thumbprint, key);
            }
        }

        private void TurnOver()
        {
            foreach (var key in _old.Values)
            {
                key.Dispose();
            }

            _old.Clear();
            (_young, _old) = (_old, _young);
        }
    }
}
