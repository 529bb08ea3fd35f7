using Tidelock.Simulation.Servers;

namespace Tidelock.Simulation.Worlds;

/// <summary>A world that broke a promise, as a person wants to read of it.</summary>
internal sealed class BrokenPromiseReport(string message) : Exception(message);

/// <summary>
/// Looks for the shortest story in which a world still breaks the same promise: makes less and less happen in it, as
/// long as the promise stays broken.
/// </summary>
internal static class Shrinker
{
    /// <summary>Worlds that are run at most for one story.</summary>
    private const int MaxTries = 4000;

    /// <summary>Runs a world; one that breaks a promise is told in the shortest way that was found.</summary>
    /// <exception cref="BrokenPromiseReport">It broke one.</exception>
    internal static WorldEnd Run(WorldPlan plan, ulong seed)
    {
        try
        {
            return World.Run(plan, seed);
        }
        catch (BrokenPromiseException broken)
        {
            throw new BrokenPromiseReport(Report(plan, seed, broken));
        }
    }

    private static string Report(WorldPlan plan, ulong seed, BrokenPromiseException broken)
    {
        var tape = World.BlankTape();
        Breaks(plan, seed, tape, null);
        var shortest = Shorten(plan, seed, tape.Rewound(), broken.Message);
        var story = new Story();
        Breaks(plan, seed, shortest.Rewound(), story);
        return $"""
            {broken.Message}
            Seed {seed}, {plan.Policy.Name}, {plan.Circumstances.Name}{(plan.Theft is null ? "" : $", {plan.Theft}")}.
            The shortest story found:
            {story}
            """;
    }

    /// <summary>Silences stretches of each track, long ones first.</summary>
    private static Tape Shorten(WorldPlan plan, ulong seed, Tape tape, string promise)
    {
        var tries = 0;
        for (var track = 0; track < tape.Lengths.Count; track++)
        {
            for (var length = Math.Max(1, tape.Lengths[track]); length >= 1; length /= 2)
            {
                for (var from = 0; from < tape.Lengths[track] && tries < MaxTries; from += length)
                {
                    if (tape.IsQuiet(track, from, length))
                    {
                        continue;
                    }

                    tries++;
                    var quieter = tape.Quieted(track, from, length);
                    if (Breaks(plan, seed, quieter, null) == promise)
                    {
                        tape = quieter.Rewound();
                    }
                }
            }
        }

        return tape;
    }

    /// <summary>The promise that a world breaks; null when it breaks none.</summary>
    private static string? Breaks(WorldPlan plan, ulong seed, Tape tape, Story? story)
    {
        try
        {
            World.Run(plan, seed, tape, story);
            return null;
        }
        catch (BrokenPromiseException broken)
        {
            return broken.Message;
        }
    }
}
