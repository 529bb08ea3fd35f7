using Tidelock.Events;

namespace Tidelock.Sessions;

/// <summary>What a session's rate limits still allow; told by the caller before anything is written.</summary>
/// <param name="Rotation">A rotation may be made.</param>
/// <param name="Replay">A replay may be answered.</param>
public readonly record struct RefreshAllowance(bool Rotation, bool Replay)
{
    /// <summary>Everything is allowed.</summary>
    public static RefreshAllowance Full => new(Rotation: true, Replay: true);
}

/// <summary>Whether a plain rotation leaves a row of its own in the audit log.</summary>
public enum RefreshEventMode
{
    /// <summary>Counted in the session and the minute's roll-up.</summary>
    Summary,

    /// <summary>One event for each.</summary>
    Full,
}

/// <summary>
/// Refreshes a session: tries the common path in one statement, and otherwise lets <see cref="Rotation"/> decide on
/// the row in one atomic step. Throws only what the store throws.
/// </summary>
public sealed class RefreshSession(ISessionStore store, SessionPolicy policy, RefreshEventMode mode)
{
    private readonly RefusalThrottle<(SessionId, EventKind)> _refusals = new(policy.HoldEventInterval);

    /// <summary>Presents a token whose tag has been checked.</summary>
    /// <returns>The decision and the row after it; null when there is no such session.</returns>
    public async ValueTask<DecidedRefresh?> ExecuteAsync(
        Presentation presented, RefreshAllowance allowance, CancellationToken cancellationToken)
    {
        if (allowance.Rotation && IsForCommonPath(presented))
        {
            var told = mode == RefreshEventMode.Full ? RefreshEvents.Refreshed(presented) : null;
            var grant = await store.TryRotateAsync(presented, policy, told, cancellationToken);
            if (grant is not null)
            {
                return new(new RefreshDecision.Rotate(grant.Session, RotationNotes.None), grant);
            }
        }

        return await store.DecideAsync(
            presented.Handle, (session, epoch) => Decide(session, epoch, presented, allowance), cancellationToken);
    }

    /// <summary>A compromised MAC key is never good for the path that asks few questions.</summary>
    private static bool IsForCommonPath(Presentation presented) => !presented.MacKeyCompromised;

    private DecidedChange Decide(Session session, int epoch, Presentation presented, RefreshAllowance allowance)
    {
        var decision = Rotation.Decide(session, presented, epoch, policy);
        var limited = decision switch
        {
            RefreshDecision.Rotate => !allowance.Rotation,
            RefreshDecision.Replay or RefreshDecision.Supersede => !allowance.Replay,
            _ => false,
        };
        return limited
            ? new(new RefreshDecision.Limit(), [])
            : new(decision, Told(decision, session, presented));
    }

    /// <summary>What changes nothing is told once a minute; what changes the row is always told.</summary>
    private IReadOnlyList<EventDraft> Told(RefreshDecision decision, Session session, Presentation presented)
    {
        var events = RefreshEvents.Of(decision, session, presented, mode);
        return decision.After is null && events is [var refusal]
            && !_refusals.IsDue((session.Id, refusal.Kind), presented.Now) ? [] : events;
    }
}
