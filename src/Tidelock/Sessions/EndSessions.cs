using Tidelock.Events;

namespace Tidelock.Sessions;

/// <summary>
/// Ends sessions: the one way in which a person, an operator or the server itself does so on purpose.
/// </summary>
public sealed class EndSessions(ISessionStore store, TimeProvider clock)
{
    /// <summary>Ends the live sessions in <paramref name="scope"/>; those that had ended stay as they were.</summary>
    /// <param name="scope">Which ones.</param>
    /// <param name="reason">Why.</param>
    /// <param name="by">Who wants it.</param>
    /// <param name="cancellationToken">Gives up the wait, never half of the change.</param>
    /// <returns>The sessions that this call ended.</returns>
    public ValueTask<IReadOnlyList<Session>> ExecuteAsync(
        EndScope scope, EndReason reason, Initiator by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reason);
        ArgumentNullException.ThrowIfNull(by);
        var template = by.Does(EventCatalogue.SessionEnded, clock.GetUtcNow()) with { Reason = reason.Name };
        return store.EndAsync(scope, reason, template, cancellationToken);
    }
}
