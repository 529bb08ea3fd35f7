using System.Collections.Concurrent;
using Tidelock.Events;
using Tidelock.Sessions;
using Tidelock.Users;

namespace Tidelock.Server.Tests.Hosting;

/// <summary>What the store has done when it holds whoever asked for it.</summary>
internal enum Step
{
    /// <summary>A refresh is decided and committed.</summary>
    Refresh,

    /// <summary>Sessions have ended.</summary>
    End,

    /// <summary>A session has started.</summary>
    Start,

    /// <summary>A user's sessions were read.</summary>
    List,

    /// <summary>The session of an access token was read.</summary>
    Find,
}

/// <summary>A store that has done what it was asked for, and does not say so until it is let go.</summary>
internal sealed class StoreThatHolds(ISessionStore inner) : StoreInFront(inner)
{
    private readonly ConcurrentDictionary<Step, Gate> _armed = new();

    /// <summary>Holds the next one who asks for this.</summary>
    internal void HoldNext(Step step, Gate gate) => _armed[step] = gate;

    public override ValueTask<SessionGrant?> TryRotateAsync(
        Presentation presented, SessionPolicy policy, EventDraft? told, CancellationToken cancellationToken) =>
        HoldAsync(Step.Refresh, base.TryRotateAsync(presented, policy, told, cancellationToken), cancellationToken);

    public override ValueTask<DecidedRefresh?> DecideAsync(
        HandleHash handle, Func<Session, int, DecidedChange> decide, CancellationToken cancellationToken) =>
        HoldAsync(Step.Refresh, base.DecideAsync(handle, decide, cancellationToken), cancellationToken);

    public override ValueTask<IReadOnlyList<Session>> EndAsync(
        EndScope scope, EndReason reason, EventDraft template, CancellationToken cancellationToken) =>
        HoldAsync(Step.End, base.EndAsync(scope, reason, template, cancellationToken), cancellationToken);

    public override ValueTask<SessionStart> StartAsync(
        Session session, PasswordHash? verified, HandleHash? replaced,
        Func<IReadOnlyList<Session>, Admission> admit, IReadOnlyList<EventDraft> events,
        CancellationToken cancellationToken) =>
        HoldAsync(
            Step.Start, base.StartAsync(session, verified, replaced, admit, events, cancellationToken),
            cancellationToken);

    public override ValueTask<IReadOnlyList<Session>> ListAsync(
        UserId user, int endedLimit, CancellationToken cancellationToken) =>
        HoldAsync(Step.List, base.ListAsync(user, endedLimit, cancellationToken), cancellationToken);

    public override ValueTask<Session?> FindAsync(SessionId id, CancellationToken cancellationToken) =>
        HoldAsync(Step.Find, base.FindAsync(id, cancellationToken), cancellationToken);

    /// <summary>A rotation that the row did not allow is not done yet: what follows it is held.</summary>
    private async ValueTask<T> HoldAsync<T>(Step step, ValueTask<T> asked, CancellationToken cancellationToken)
    {
        var done = await asked;
        if (done is not null && _armed.TryRemove(step, out var gate))
        {
            await gate.PassAsync(cancellationToken);
        }

        return done;
    }
}
