using Tidelock.Sessions;

namespace Tidelock.Tests.Sessions;

public sealed class LifetimesTests
{
    private static readonly SessionPolicy Policy = new();

    [Fact]
    public void Idle_expiry_counts_from_the_persons_last_input_and_not_from_the_renewal()
    {
        var session = Some.Session() with { IdleExpiresAt = The.Moment + TimeSpan.FromHours(1) };
        var presented = Some.Newest(session) with { IdleFor = TimeSpan.FromHours(3) };
        Assert.Equal(The.Moment + TimeSpan.FromHours(9), Lifetimes.IdleExpiry(session, presented, Policy));
    }

    [Fact]
    public void An_open_tab_that_nobody_uses_does_not_keep_a_session_alive()
    {
        var session = Some.Session() with { IdleExpiresAt = The.Moment + TimeSpan.FromHours(1) };
        var presented = Some.Newest(session) with { IdleFor = TimeSpan.FromHours(11) };
        Assert.Equal(session.IdleExpiresAt, Lifetimes.IdleExpiry(session, presented, Policy));
    }

    [Fact]
    public void Idle_expiry_never_moves_back()
    {
        var session = Some.Session();
        var presented = Some.Newest(session) with { IdleFor = TimeSpan.FromDays(3) };
        Assert.Equal(session.IdleExpiresAt, Lifetimes.IdleExpiry(session, presented, Policy));
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public void A_nonsensical_idle_time_counts_as_its_nearest_bound(long ticks)
    {
        var session = Some.Session() with { IdleExpiresAt = The.Moment + TimeSpan.FromHours(1) };
        var presented = Some.Newest(session) with { IdleFor = TimeSpan.FromTicks(ticks) };
        var expected = ticks < 0 ? The.Moment + Policy.IdleLife : session.IdleExpiresAt;
        Assert.Equal(expected, Lifetimes.IdleExpiry(session, presented, Policy));
    }

    [Fact]
    public void Idle_expiry_never_passes_the_longest_life()
    {
        var session = Some.Session() with { ExpiresAt = The.Moment + TimeSpan.FromHours(2) };
        Assert.Equal(session.ExpiresAt, Lifetimes.IdleExpiry(session, Some.Newest(session), Policy));
    }

    [Fact]
    public void A_remembered_session_has_the_long_idle_limit()
    {
        var session = Some.Session() with { Remembered = true };
        Assert.Equal(The.Moment + TimeSpan.FromDays(14), Lifetimes.IdleExpiry(session, Some.Newest(session), Policy));
    }
}
