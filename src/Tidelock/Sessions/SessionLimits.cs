namespace Tidelock.Sessions;

/// <summary>Whether one more session may start, and which ones make room for it.</summary>
public abstract record Admission
{
    private Admission()
    {
    }

    /// <summary>The session starts; these end for it, each with its reason.</summary>
    public sealed record Admit(IReadOnlyList<(Session Session, EndReason Reason)> Ending) : Admission;

    /// <summary>The user has as many sessions as are allowed, and none may end.</summary>
    public sealed record Refuse : Admission;
}

/// <summary>Decides which of a user's sessions end when a new one starts.</summary>
public static class SessionLimits
{
    /// <summary>Decides; has no effect of its own.</summary>
    /// <param name="live">The user's sessions that have not ended.</param>
    /// <param name="starting">The session that is to start.</param>
    /// <param name="replaced">The session whose cookie the sign-in replaces, if there was one of this user.</param>
    /// <param name="policy">The rules.</param>
    public static Admission Decide(
        IReadOnlyList<Session> live, Session starting, HandleHash? replaced, SessionPolicy policy)
    {
        var now = starting.CreatedAt;
        var ending = new List<(Session, EndReason)>();
        var staying = new List<Session>();
        foreach (var session in live)
        {
            if (ReasonToEnd(session, starting, replaced, now) is { } reason)
            {
                ending.Add((session, reason));
            }
            else
            {
                staying.Add(session);
            }
        }

        var surplus = staying.Count + 1 - policy.MaxPerUser;
        if (surplus <= 0)
        {
            return new Admission.Admit(ending);
        }

        var candidates = staying
            .Where(session => !(session.LeasedUntil > now))
            .OrderBy(session => session.LastUsedAt)
            .Take(surplus)
            .ToList();
        if (policy.AtLimit == SessionLimitAction.RefuseSignIn || candidates.Count < surplus)
        {
            return new Admission.Refuse();
        }

        ending.AddRange(candidates.Select(session => (session, EndReason.SessionLimit)));
        return new Admission.Admit(ending);
    }

    private static EndReason? ReasonToEnd(
        Session session, Session starting, HandleHash? replaced, DateTimeOffset now)
    {
        if (session.OverBecause(now) is { } over)
        {
            return over;
        }

        if (session.Handle == replaced)
        {
            return EndReason.ReplacedBySignIn;
        }

        return session.SignInDevice == starting.SignInDevice && HasLeftItsHolder(session)
            ? EndReason.SignInAfterHold
            : null;
    }

    /// <summary>
    /// It was held once, or its newest token went to another device than the one that signed in. Its owner, who now
    /// signs in on that device again, can't be using it.
    /// </summary>
    private static bool HasLeftItsHolder(Session session) =>
        session.HeldAt is not null || session.Device != session.SignInDevice;
}
