using Tidelock.Simulation.Worlds;

namespace Tidelock.Simulation.Lab;

/// <summary>What many worlds of one kind came to.</summary>
internal sealed class Tally
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, int> _reasons = new(StringComparer.Ordinal);
    private readonly List<double> _apiMinutes = [];
    private int _thievesOut;
    private int _victimsUndisturbed;

    /// <summary>How many worlds.</summary>
    internal int Worlds { get; private set; }

    /// <summary>How many refreshes of the honest were served.</summary>
    internal long Refreshes { get; private set; }

    /// <summary>How often the honest were asked to sign in.</summary>
    internal int SignOuts { get; private set; }

    /// <summary>Why, and how often.</summary>
    internal IReadOnlyDictionary<string, int> Reasons => _reasons;

    /// <summary>Sign-outs of the honest for each thousand refreshes.</summary>
    internal double SignOutsPerThousand => Refreshes == 0 ? 0 : SignOuts * 1000.0 / Refreshes;

    /// <summary>Share of thieves who could not renew any more after a day.</summary>
    internal double StoppedShare => Share(_thievesOut);

    /// <summary>Share of victims who never had to sign in again.</summary>
    internal double UndisturbedShare => Share(_victimsUndisturbed);

    /// <summary>The minutes of API use that so many of all thieves did not exceed.</summary>
    internal double ApiMinutes(double quantile)
    {
        if (_apiMinutes.Count == 0)
        {
            return 0;
        }

        _apiMinutes.Sort();
        return _apiMinutes[(int)Math.Min(_apiMinutes.Count - 1, quantile * _apiMinutes.Count)];
    }

    /// <summary>Counts one more world.</summary>
    internal void Add(WorldEnd end)
    {
        lock (_lock)
        {
            Worlds++;
            Refreshes += end.Refreshes;
            SignOuts += end.SignOuts.Count;
            foreach (var reason in end.SignOuts)
            {
                _reasons[reason] = _reasons.GetValueOrDefault(reason) + 1;
            }

            if (end.Thief is { } thief)
            {
                _apiMinutes.Add(thief.ApiTime.TotalMinutes);
                _thievesOut += thief.IsOut ? 1 : 0;
                _victimsUndisturbed += thief.VictimKeptSession ? 1 : 0;
            }
        }
    }

    private double Share(int count) => Worlds == 0 ? 0 : (double)count / Worlds;
}
