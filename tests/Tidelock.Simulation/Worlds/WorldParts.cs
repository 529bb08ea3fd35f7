using Tidelock.Simulation.Servers;

namespace Tidelock.Simulation.Worlds;

/// <summary>What everybody in a world shares.</summary>
internal sealed record WorldParts(Agenda Agenda, ITokenServer Server, Circumstances Circumstances, Story? Story)
{
    /// <summary>Whether it breaks a promise when the honest have to sign in again.</summary>
    internal bool KeepsTheHonest { get; init; }

    /// <summary>Whether it breaks a promise when the thief gets anything.</summary>
    internal bool RefusesThieves { get; init; }

    /// <summary>When people are active.</summary>
    internal required Chance Life { get; init; }

    /// <summary>What the network does.</summary>
    internal required Chance Line { get; init; }

    /// <summary>Crashes, copies, thefts.</summary>
    internal required Chance Fate { get; init; }

    /// <summary>Ids and secrets.</summary>
    internal required Chance Ids { get; init; }
}
