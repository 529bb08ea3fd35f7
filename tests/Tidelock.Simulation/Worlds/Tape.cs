namespace Tidelock.Simulation.Worlds;

/// <summary>
/// The choices of a world as they were drawn, one list for each kind. A shorter story is looked for by changing the
/// tape and playing it again; where it ends, every choice is the one in which nothing happens.
/// </summary>
internal sealed class Tape
{
    private readonly List<ulong>[] _tracks;
    private readonly int[] _positions;
    private readonly bool _plays;

    private Tape(List<ulong>[] tracks, bool plays) =>
        (_tracks, _positions, _plays) = (tracks, new int[tracks.Length], plays);

    /// <summary>How many choices were drawn of each kind.</summary>
    internal IReadOnlyList<int> Lengths => [.. _tracks.Select(track => track.Count)];

    /// <summary>A tape that records.</summary>
    internal static Tape Blank(int tracks) =>
        new([.. Enumerable.Range(0, tracks).Select(_ => new List<ulong>())], plays: false);

    /// <summary>The same choices, to be played from the start.</summary>
    internal Tape Rewound() => new([.. _tracks.Select(track => track.ToList())], plays: true);

    /// <summary>To be played, with nothing happening on a stretch of one track.</summary>
    internal Tape Quieted(int track, int from, int length)
    {
        var changed = Rewound();
        var choices = changed._tracks[track];
        for (var index = from; index < Math.Min(choices.Count, from + length); index++)
        {
            choices[index] = 0;
        }

        return changed;
    }

    /// <summary>Whether something happens on a stretch of one track.</summary>
    internal bool IsQuiet(int track, int from, int length) =>
        _tracks[track].Skip(from).Take(length).All(choice => choice == 0);

    /// <summary>The next choice of a track: the fresh one while recording.</summary>
    internal ulong Take(int track, ulong fresh)
    {
        var choices = _tracks[track];
        if (!_plays)
        {
            choices.Add(fresh);
            return fresh;
        }

        var position = _positions[track]++;
        return position < choices.Count ? choices[position] : 0;
    }
}
