using Tidelock.Sessions;
using Tidelock.Simulation.Servers;
using Tidelock.Users;

namespace Tidelock.Simulation.Memory;

/// <summary>
/// Sessions in memory, for worlds by the thousand. Its sessions pass the conformance suite of the databases as far as
/// that asks for sessions only (<see cref="MemoryConformance"/>). For one thread.
/// </summary>
internal sealed class MemoryStore : SimulatedStore
{
    private readonly MemorySessions _sessions = new();
    private MemorySessions.Snapshot? _backup;

    /// <inheritdoc />
    internal override ISessionStore Sessions => _sessions;

    /// <inheritdoc />
    internal override void Add(User user) => _sessions.Users.Add(user.Id, user);

    /// <inheritdoc />
    internal override void BackUp() => _backup = _sessions.Copy();

    /// <inheritdoc />
    internal override void Restore(RestoreKind kind)
    {
        if (_backup is { } backup)
        {
            _sessions.PutBack(backup, raiseEpoch: kind == RestoreKind.Announced);
        }
    }
}
