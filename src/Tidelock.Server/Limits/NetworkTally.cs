using Tidelock.Sessions;

namespace Tidelock.Server.Limits;

/// <summary>
/// Counts what is under way for each network, up to the same limit for each. A network for which nothing is takes no
/// memory, so there are never more entries than things under way.
/// </summary>
internal sealed class NetworkTally(int limit)
{
    /// <summary>Locks apart, so that networks seldom wait for each other.</summary>
    private const int Stripes = 16;

    private readonly Dictionary<Network, int>[] _stripes =
        [.. Enumerable.Range(0, Stripes).Select(_ => new Dictionary<Network, int>())];

    /// <summary>Counts one more; false, and nothing is counted, when there are as many as may be.</summary>
    internal bool TryEnter(Network network)
    {
        var stripe = StripeOf(network);
        lock (stripe)
        {
            var count = stripe.GetValueOrDefault(network);
            if (count >= limit)
            {
                return false;
            }

            stripe[network] = count + 1;
            return true;
        }
    }

    /// <summary>One that was counted is over.</summary>
    internal void Leave(Network network)
    {
        var stripe = StripeOf(network);
        lock (stripe)
        {
            if (stripe[network] == 1)
            {
                stripe.Remove(network);
            }
            else
            {
                stripe[network]--;
            }
        }
    }

    /// <summary>How many networks have something under way.</summary>
    internal int Count => _stripes.Sum(stripe =>
    {
        lock (stripe)
        {
            return stripe.Count;
        }
    });

    private Dictionary<Network, int> StripeOf(Network network) =>
        _stripes[(uint)network.GetHashCode() % Stripes];
}
