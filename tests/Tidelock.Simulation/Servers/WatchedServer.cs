using Tidelock.Sessions;
using Tidelock.Simulation.Worlds;
using Tidelock.Tokens;

namespace Tidelock.Simulation.Servers;

/// <summary>A promise of the protocol that a world has broken.</summary>
internal sealed class BrokenPromiseException(string promise) : Exception(promise);

/// <summary>
/// Looks over a server's shoulder: after a session has ended nothing is issued for it, and what is issued is never
/// older than what was issued before, unless the store was put back.
/// </summary>
internal sealed class WatchedServer(ITokenServer inner, Agenda agenda, Story? story) : ITokenServer
{
    private readonly HashSet<object> _ended = [];
    private readonly Dictionary<object, int> _newest = [];

    /// <inheritdoc />
    public Reply.Served SignIn(Caller caller, KeyThumbprint? key)
    {
        var served = inner.SignIn(caller, key);
        story?.Tell(agenda.Now, "server", "a session starts");
        return served;
    }

    /// <inheritdoc />
    public Reply Refresh(RefreshCall call)
    {
        var reply = inner.Refresh(call);
        if (reply is Reply.Served served)
        {
            Check(served.Access);
        }

        return reply;
    }

    /// <inheritdoc />
    public void Confirm(Access access) => inner.Confirm(access);

    /// <inheritdoc />
    public bool IsLive(object session)
    {
        var live = inner.IsLive(session);
        if (!live)
        {
            _ended.Add(session);
        }

        return live;
    }

    /// <inheritdoc />
    public void BackUp() => inner.BackUp();

    /// <inheritdoc />
    public void Restore(RestoreKind kind)
    {
        inner.Restore(kind);
        story?.Tell(agenda.Now, "server", $"the store is put back ({kind})");
        _newest.Clear();
        _ended.Clear();
    }

    /// <inheritdoc />
    public void Dispose() => inner.Dispose();

    private void Check(Access access)
    {
        if (_ended.Contains(access.Session) || !inner.IsLive(access.Session))
        {
            throw new BrokenPromiseException("A token was issued for a session that had ended.");
        }

        if (_newest.TryGetValue(access.Session, out var newest) && access.Generation < newest)
        {
            throw new BrokenPromiseException("An older token was issued after a newer one.");
        }

        _newest[access.Session] = access.Generation;
    }
}
