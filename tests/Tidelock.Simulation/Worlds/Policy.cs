using Tidelock.Sessions;
using Tidelock.Simulation.Memory;
using Tidelock.Simulation.Servers;

namespace Tidelock.Simulation.Worlds;

/// <summary>A policy of rotation that a world is run under.</summary>
/// <param name="Name">How it is called in reports.</param>
/// <param name="Bound">Whether clients hold a key and sessions are bound to it.</param>
/// <param name="Window">The window of other servers' policies; null for the product's own protocol.</param>
internal sealed record Policy(string Name, bool Bound, TimeSpan? Window)
{
    internal static readonly Policy OursBound = new("Tidelock, bound", Bound: true, Window: null);

    internal static readonly Policy OursUnbound = new("Tidelock, unbound", Bound: false, Window: null);

    /// <summary>A rule in the place of the product's own, to see whether the harness notices.</summary>
    internal WrongRule? WrongRule { get; init; }

    /// <summary>Every policy there is, in the order of reports.</summary>
    internal static IReadOnlyList<Policy> All { get; } =
    [
        OursBound, OursUnbound,
        new("strict", Bound: false, TimeSpan.Zero),
        new("window of 10 s", Bound: false, TimeSpan.FromSeconds(10)),
        new("window of 30 s", Bound: false, TimeSpan.FromSeconds(30)),
        new("window of 1 h", Bound: false, TimeSpan.FromHours(1)),
        new("the previous one always works", Bound: false, TimeSpan.MaxValue),
    ];

    /// <summary>Sessions outlive the world, so that no sign-out is one of age.</summary>
    internal static SessionPolicy Sessions { get; } = new()
    {
        AbsoluteLife = TimeSpan.FromDays(365),
        RememberedIdleLife = TimeSpan.FromDays(365),
        IdleLife = TimeSpan.FromDays(365),
    };

    /// <summary>A server under this policy.</summary>
    internal ITokenServer Server(Agenda agenda, Chance ids, Func<SimulatedStore> store) => Window is { } window
        ? new WindowServer(agenda, window)
        : new TidelockServer(agenda, store(), Sessions, ids, WrongRule);
}
