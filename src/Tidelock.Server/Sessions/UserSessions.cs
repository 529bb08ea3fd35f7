using Tidelock.Sessions;
using Tidelock.Users;

namespace Tidelock.Server.Sessions;

/// <summary>Follows up on a change to a user that ended sessions in its own transaction.</summary>
internal sealed class UserSessions(ISessionStore store, SessionFlights flights)
{
    /// <summary>As many as a user may ever have had at once.</summary>
    private const int MaxEnded = 1000;

    /// <summary>
    /// Sees to it that no answer under way of the sessions that ended is written any more.
    /// </summary>
    /// <returns>How many ended for <paramref name="reason"/> at <paramref name="endedAt"/>.</returns>
    internal async Task<int> SettleEndedAsync(
        UserId user, EndReason reason, DateTimeOffset endedAt, CancellationToken cancellationToken)
    {
        var sessions = await store.ListAsync(user, MaxEnded, cancellationToken);
        var ended = sessions.Where(session => session.EndedAt is not null).ToList();
        foreach (var session in ended)
        {
            flights.End(session.Handle);
        }

        return ended.Count(session =>
            session.EndReason == reason
            && session.EndedAt!.Value.ToUnixTimeMilliseconds() == endedAt.ToUnixTimeMilliseconds());
    }
}
