namespace Tidelock.Sessions;

/// <summary>When sessions expire. Activity is the person's, not the timer's.</summary>
public static class Lifetimes
{
    /// <summary>
    /// The idle expiry after a refresh whose person was active <see cref="Presentation.IdleFor"/> ago. It never
    /// moves back (another tab may have seen later activity) and never past the absolute expiry.
    /// </summary>
    public static DateTimeOffset IdleExpiry(Session session, Presentation presented, SessionPolicy policy)
    {
        var idleLife = policy.IdleLifeOf(session.Remembered);
        var idleFor = TimeSpan.FromTicks(Math.Clamp(presented.IdleFor.Ticks, 0, idleLife.Ticks));
        var expiry = presented.Now - idleFor + idleLife;
        var later = expiry > session.IdleExpiresAt ? expiry : session.IdleExpiresAt;
        return later < session.ExpiresAt ? later : session.ExpiresAt;
    }
}
