namespace Tidelock.Server.Limits;

/// <summary>
/// Counts uses per key against one rate, in bounded memory. Each key costs one number: the time at which its
/// allowance is full again (the generic cell rate algorithm). The framework's limiters keep a timer and an object per
/// key, know no upper bound of keys and take no clock.
/// <para>
/// Time here is what has passed since the start, and not the time of day: a clock that is set back by hours must not
/// make everybody wait for hours.
/// </para>
/// </summary>
internal sealed class KeyedAllowance<TKey>(Rate rate, int maxKeys, TimeProvider clock)
    where TKey : notnull
{
    /// <summary>Locks apart, so that keys seldom wait for each other.</summary>
    private const int Stripes = 16;

    /// <summary>How many keys are looked at to find one to forget.</summary>
    private const int EvictionSample = 16;

    private readonly Dictionary<TKey, long>[] _stripes =
        [.. Enumerable.Range(0, Stripes).Select(_ => new Dictionary<TKey, long>())];

    private readonly long _start = clock.GetTimestamp();
    private readonly int _maxPerStripe = Math.Max(1, maxKeys / Stripes);
    private readonly long _interval = Math.Max(1, rate.Interval.Ticks);
    private readonly long _window = rate.Window.Ticks;

    /// <summary>Takes one use; false when none is left.</summary>
    internal bool TryTake(TKey key)
    {
        var now = Now();
        var stripe = StripeOf(key);
        lock (stripe)
        {
            var full = Math.Max(now, stripe.GetValueOrDefault(key));
            if (full + _interval - now > _window)
            {
                return false;
            }

            MakeRoom(stripe, key, now);
            stripe[key] = full + _interval;
            return true;
        }
    }

    /// <summary>Gives back a use that was taken and turned out not to count.</summary>
    internal void GiveBack(TKey key)
    {
        var stripe = StripeOf(key);
        lock (stripe)
        {
            if (stripe.TryGetValue(key, out var full))
            {
                stripe[key] = full - _interval;
            }
        }
    }

    /// <summary>True when a use is left; takes nothing.</summary>
    internal bool HasLeft(TKey key) => Wait(key) == TimeSpan.Zero;

    /// <summary>How long until one use is allowed; zero when one is now.</summary>
    internal TimeSpan Wait(TKey key)
    {
        var now = Now();
        var stripe = StripeOf(key);
        lock (stripe)
        {
            var full = Math.Max(now, stripe.GetValueOrDefault(key));
            return TimeSpan.FromTicks(Math.Max(0, full + _interval - now - _window));
        }
    }

    /// <summary>How many keys are remembered.</summary>
    internal int Count => _stripes.Sum(stripe =>
    {
        lock (stripe)
        {
            return stripe.Count;
        }
    });

    private long Now() => clock.GetElapsedTime(_start).Ticks;

    private Dictionary<TKey, long> StripeOf(TKey key) => _stripes[(uint)key.GetHashCode() % Stripes];

    /// <summary>
    /// Forgets the key that is nearest to being full again among a few: it loses least. A key that was full anyway
    /// loses nothing.
    /// </summary>
    private void MakeRoom(Dictionary<TKey, long> stripe, TKey key, long now)
    {
        if (stripe.Count < _maxPerStripe || stripe.ContainsKey(key))
        {
            return;
        }

        TKey? victim = default;
        var soonest = long.MaxValue;
        foreach (var (candidate, full) in stripe.Take(EvictionSample))
        {
            if (full < soonest)
            {
                (victim, soonest) = (candidate, full);
            }

            if (full <= now)
            {
                break;
            }
        }

        stripe.Remove(victim!);
    }
}
