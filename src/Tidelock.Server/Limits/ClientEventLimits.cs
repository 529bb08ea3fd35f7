using Tidelock.Server.Http;
using Tidelock.Sessions;

namespace Tidelock.Server.Limits;

/// <summary>
/// How often the clients of one session may tell what they measured. Confirmations of tokens don't count: they are what
/// a thief is noticed by.
/// </summary>
internal sealed class ClientEventLimits(LimitPolicy policy, TimeProvider clock)
{
    private readonly KeyedAllowance<SessionId> _sessions = new(policy.ClientEvents, policy.MaxTracked, clock);

    /// <summary>Counts one; the problem when there were too many.</summary>
    internal Problem? Take(SessionId session) =>
        _sessions.TryTake(session) ? null : Problem.Limited(_sessions.Wait(session));
}
