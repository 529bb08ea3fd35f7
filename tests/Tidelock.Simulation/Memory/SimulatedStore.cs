using Tidelock.Sessions;
using Tidelock.Simulation.Servers;
using Tidelock.Users;

namespace Tidelock.Simulation.Memory;

/// <summary>The store of a simulated server: its sessions, and what an operator does to it as a whole.</summary>
internal abstract class SimulatedStore : IDisposable
{
    /// <summary>The sessions.</summary>
    internal abstract ISessionStore Sessions { get; }

    /// <summary>Adds the user whose sessions these are.</summary>
    internal abstract void Add(User user);

    /// <summary>Remembers everything as it is now.</summary>
    internal abstract void BackUp();

    /// <summary>Puts back what was remembered.</summary>
    internal abstract void Restore(RestoreKind kind);

    /// <summary>Gives back what it holds.</summary>
    public virtual void Dispose()
    {
        // Memory needs no farewell.
    }
}
