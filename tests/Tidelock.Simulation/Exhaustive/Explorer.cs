namespace Tidelock.Simulation.Exhaustive;

/// <summary>What a search through all interleavings came to.</summary>
/// <param name="Situations">How many different situations were reached.</param>
/// <param name="Depth">After how many moves the search stopped.</param>
/// <param name="Broken">The shortest story in which a promise is broken; null when none is.</param>
internal sealed record Exploration(int Situations, int Depth, string? Broken);

/// <summary>
/// Goes through every order in which two tabs, one thief, lost messages, moves between networks and one crash can
/// follow each other, up to a number of moves, breadth first: the first broken promise is the shortest.
/// </summary>
internal static class Explorer
{
    internal static Exploration Explore(Setting setting, int depth)
    {
        var moves = new Moves(setting);
        var start = moves.Start();
        var before = new Dictionary<Situation, (Situation? From, string Move)> { [start] = (null, "sign-in") };
        var reached = new List<Situation> { start };
        for (var level = 1; level <= depth && reached.Count > 0; level++)
        {
            var next = new List<Situation>();
            foreach (var situation in reached)
            {
                foreach (var move in moves.From(situation))
                {
                    if (move.Broken is { } broken)
                    {
                        return new(before.Count, level, Tell(setting, broken, before, situation, move.What));
                    }

                    if (before.TryAdd(move.After, (situation, move.What)))
                    {
                        next.Add(move.After);
                    }
                }
            }

            reached = next;
        }

        return new(before.Count, depth, null);
    }

    private static string Tell(
        Setting setting, string broken, Dictionary<Situation, (Situation? From, string Move)> before,
        Situation last, string lastMove)
    {
        var story = new List<string> { lastMove };
        for (Situation? at = last; at is not null; at = before[at].From)
        {
            story.Add(before[at].Move);
        }

        story.Reverse();
        return $"{broken} ({setting})\n  {string.Join("\n  ", story)}";
    }
}
