using Tidelock.Server.Http;
using Tidelock.Sessions;

namespace Tidelock.Server.Limits;

/// <summary>
/// The limits of refreshes, in this node's memory and asked before any write. What is served counts against the
/// session. What is refused counts against where it came from: somebody who holds a stolen cookie must not be able
/// to use up the owner's share, nor to keep others behind the same address from renewing.
/// </summary>
internal sealed class RefreshLimits(LimitPolicy policy, TimeProvider clock)
{
    private readonly KeyedAllowance<HandleHash> _rotations = new(policy.Rotations, policy.MaxTracked, clock);
    private readonly KeyedAllowance<HandleHash> _replays = new(policy.Replays, policy.MaxTracked, clock);
    private readonly KeyedAllowance<Network> _refusals = new(policy.Refusals, policy.MaxTracked, clock);

    private readonly KeyedAllowance<(Network, HandleHash)> _refusedSessions =
        new(policy.Refusals, policy.MaxTracked, clock);

    /// <summary>Counts a token that is none; the problem when there were too many from there.</summary>
    internal Problem? RefuseGarbage(Network from) =>
        _refusals.TryTake(from) ? null : Problem.Limited(_refusals.Wait(from));

    /// <summary>Counts a token that was refused on its merits.</summary>
    internal void Refused(Network from, HandleHash session)
    {
        _refusals.TryTake(from);
        _refusedSessions.TryTake((from, session));
    }

    /// <summary>Takes what the session may still use; the problem when it may nothing.</summary>
    internal Problem? Take(Network from, HandleHash session, out RefreshAllowance allowance)
    {
        allowance = default;
        if (!_refusedSessions.HasLeft((from, session)))
        {
            return Problem.Limited(_refusedSessions.Wait((from, session)));
        }

        allowance = new(_rotations.TryTake(session), _replays.TryTake(session));
        return allowance is { Rotation: false, Replay: false } ? Limited(session) : null;
    }

    /// <summary>Gives back what was taken and not used.</summary>
    internal void Settle(HandleHash session, RefreshAllowance taken, RefreshDecision? decision)
    {
        if (taken.Rotation && decision is not RefreshDecision.Rotate)
        {
            _rotations.GiveBack(session);
        }

        if (taken.Replay && decision is not (RefreshDecision.Replay or RefreshDecision.Supersede))
        {
            _replays.GiveBack(session);
        }
    }

    /// <summary>Says when the session may try again.</summary>
    internal Problem Limited(HandleHash session)
    {
        var (rotation, replay) = (_rotations.Wait(session), _replays.Wait(session));
        return Problem.Limited(rotation > replay ? rotation : replay);
    }
}
