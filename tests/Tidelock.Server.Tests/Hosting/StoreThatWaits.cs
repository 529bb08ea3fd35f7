using Tidelock.Events;
using Tidelock.Sessions;

namespace Tidelock.Server.Tests.Hosting;

/// <summary>A store whose refreshes wait until they are let go; everything else is as quick as ever.</summary>
internal sealed class StoreThatWaits(ISessionStore inner, Task letGo) : StoreInFront(inner)
{
    public override async ValueTask<SessionGrant?> TryRotateAsync(
        Presentation presented, SessionPolicy policy, EventDraft? told, CancellationToken cancellationToken)
    {
        await letGo;
        return await base.TryRotateAsync(presented, policy, told, cancellationToken);
    }
}
