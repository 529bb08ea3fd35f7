namespace Tidelock.Tokens;

/// <summary>
/// Remembers what was seen within a window, in bounded memory: two generations of sets, of which the older is thrown
/// away when the younger is as old as the window. Split into stripes, so that threads seldom meet.
/// </summary>
/// <remarks>
/// One entry takes about 24 bytes, so that a guard takes at most 2 × <paramref name="capacity"/> × 24 bytes, and next
/// to nothing while little is seen. When more than <paramref name="capacity"/> entries come within one window the
/// memory becomes shorter than the window; it never grows and never refuses the honest.
/// </remarks>
/// <param name="window">How long an entry is remembered at least, below capacity.</param>
/// <param name="capacity">Most entries in one generation.</param>
internal sealed class ReplayGuard(TimeSpan window, int capacity)
{
    private const int StripeCount = 16;

    private readonly Stripe[] _stripes = [.. Enumerable.Range(0, StripeCount).Select(_ => new Stripe())];

    /// <summary>Entries held now.</summary>
    internal int Count => _stripes.Sum(stripe => stripe.Count);

    /// <summary>Remembers <paramref name="entry"/>, a value of a good hash; false when it was seen before.</summary>
    internal bool TryRemember(ulong entry, DateTimeOffset now) =>
        _stripes[entry % StripeCount].TryRemember(entry, now, window, capacity / StripeCount);

    private sealed class Stripe
    {
        private readonly Lock _lock = new();
        private HashSet<ulong> _young = [];
        private HashSet<ulong> _old = [];
        private DateTimeOffset _youngSince = DateTimeOffset.MinValue;

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

        internal bool TryRemember(ulong entry, DateTimeOffset now, TimeSpan window, int capacity)
        {
            lock (_lock)
            {
                if (now - _youngSince >= window || _young.Count >= capacity)
                {
                    TurnOver(now, window);
                }

                return !_old.Contains(entry) && _young.Add(entry);
            }
        }

        private void TurnOver(DateTimeOffset now, TimeSpan window)
        {
            var bothAreOver = now - _youngSince >= window * 2;
            (_young, _old) = (_old, _young);
            _young.Clear();
            if (bothAreOver)
            {
                _old.Clear();
            }

            _youngSince = now;
        }
    }
}
