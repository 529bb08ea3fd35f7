using Tidelock.Events;
using Tidelock.Sessions;

namespace Tidelock.Server.Tests.Hosting;

/// <summary>A store whose refreshes wait until they are let go; everything else is as quick as ever.</summary>
internal sealed class StoreThatWaits(ISessionStore inner, Task letGo) : StoreInFront(inner)
{
    private int _waiting;

    /// <summary>How many refreshes came here and wait.</summary>
    internal int Waiting => Volatile.Read(ref _waiting);

    public override async ValueTask<SessionGrant?> TryRotateAsync(
        Presentation presented, SessionPolicy policy, EventDraft? told, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waiting);
        await letGo;
        Interlocked.Decrement(ref _waiting);
        return await base.TryRotateAsync(presented, policy, told, cancellationToken);
    }
}
