using Tidelock.Sessions;

namespace Tidelock.Tests.Sessions;

public sealed class SessionLimitsTests
{
    private static readonly SessionPolicy Policy = new() { MaxPerUser = 3 };

    [Fact]
    public void Below_the_limit_nothing_ends() =>
        Assert.Empty(Ending(SessionLimits.Decide(Live(1, 2), Starting(), replaced: null, Policy)));

    [Fact]
    public void At_the_limit_the_session_used_least_recently_ends()
    {
        var ending = Ending(SessionLimits.Decide(Live(30, 50, 10), Starting(), replaced: null, Policy));
        var (session, reason) = Assert.Single(ending);
        Assert.Equal(new SessionId(50), session.Id);
        Assert.Equal(EndReason.SessionLimit, reason);
    }

    [Fact]
    public void A_session_that_holds_an_activity_lease_never_ends_for_another()
    {
        var live = Live(30, 50, 10);
        live[1] = live[1] with { LeasedUntil = The.Moment + TimeSpan.FromHours(1) };
        var ending = Ending(SessionLimits.Decide(live, Starting(), replaced: null, Policy));
        Assert.Equal(new SessionId(30), Assert.Single(ending).Session.Id);
    }

    [Fact]
    public void A_lease_that_is_over_protects_nothing()
    {
        var live = Live(30, 50, 10);
        live[1] = live[1] with { LeasedUntil = The.Moment };
        Assert.Equal(
            new SessionId(50),
            Assert.Single(Ending(SessionLimits.Decide(live, Starting(), replaced: null, Policy))).Session.Id);
    }

    [Fact]
    public void When_all_hold_a_lease_the_sign_in_is_refused()
    {
        var live = Live(30, 50, 10).ConvertAll(s => s with { LeasedUntil = The.Moment + TimeSpan.FromHours(1) });
        Assert.IsType<Admission.Refuse>(SessionLimits.Decide(live, Starting(), replaced: null, Policy));
    }

    [Fact]
    public void Where_the_policy_says_so_the_sign_in_is_refused_at_the_limit() =>
        Assert.IsType<Admission.Refuse>(SessionLimits.Decide(
            Live(1, 2, 3), Starting(), null, Policy with { AtLimit = SessionLimitAction.RefuseSignIn }));

    [Fact]
    public void The_session_whose_cookie_is_replaced_makes_the_room()
    {
        var live = Live(30, 50, 10);
        var ending = Ending(SessionLimits.Decide(live, Starting(), live[2].Handle, Policy));
        var (session, reason) = Assert.Single(ending);
        Assert.Equal(live[2].Id, session.Id);
        Assert.Equal(EndReason.ReplacedBySignIn, reason);
    }

    [Fact]
    public void A_held_session_ends_when_its_user_signs_in_on_the_same_device()
    {
        var live = Live(30, 50);
        live[0] = live[0] with { HeldAt = The.Moment - TimeSpan.FromMinutes(5) };
        live[1] = live[1] with
        {
            HeldAt = The.Moment - TimeSpan.FromMinutes(5),
            Device = The.Phone,
            SignInDevice = The.Phone,
        };
        var (session, reason) = Assert.Single(
            Ending(SessionLimits.Decide(live, Starting(), replaced: null, Policy)));
        Assert.Equal(live[0].Id, session.Id);
        Assert.Equal(EndReason.SignInAfterHold, reason);
    }

    [Fact]
    public void A_session_that_moved_to_another_device_ends_when_its_owner_signs_in_again()
    {
        var live = Live(30, 50);
        live[1] = live[1] with { Device = The.Phone };
        var (session, reason) = Assert.Single(
            Ending(SessionLimits.Decide(live, Starting(), replaced: null, Policy)));
        Assert.Equal(live[1].Id, session.Id);
        Assert.Equal(EndReason.SignInAfterHold, reason);
    }

    [Fact]
    public void A_session_that_has_expired_takes_no_room()
    {
        var live = Live(30, 50, 10);
        live[2] = live[2] with { IdleExpiresAt = The.Moment };
        var (session, reason) = Assert.Single(
            Ending(SessionLimits.Decide(live, Starting(), replaced: null, Policy)));
        Assert.Equal(live[2].Id, session.Id);
        Assert.Equal(EndReason.IdleExpired, reason);
    }

    private static List<Session> Live(params int[] minutesSinceUse) =>
    [
        .. minutesSinceUse.Select(minutes => Some.Session() with
        {
            Id = new SessionId((UInt128)minutes),
            Handle = new HandleHash(Digest.Of([(byte)minutes])),
            LastUsedAt = The.Moment - TimeSpan.FromMinutes(minutes),
        }),
    ];

    private static Session Starting() => Some.Session() with
    {
        Id = new SessionId(999),
        Handle = new HandleHash(Digest.Of("starting"u8)),
        CreatedAt = The.Moment,
        LastUsedAt = The.Moment,
    };

    private static IReadOnlyList<(Session Session, EndReason Reason)> Ending(Admission admission) =>
        Assert.IsType<Admission.Admit>(admission).Ending;
}
