using Tidelock.Sessions;
using Tidelock.Tokens;
using static Tidelock.Sessions.RefreshDecision;

namespace Tidelock.Tests.Sessions;

/// <summary>
/// One test or more for each row of the decision table, in the order of the table; those about keys and proofs
/// stand in <see cref="BindingTests"/>.
/// </summary>
public sealed class RotationTests
{
    private static readonly SessionPolicy Policy = new();

    [Fact]
    public void A_client_that_expects_another_session_is_told_so_before_anything_else()
    {
        var session = Some.Session() with { EndedAt = The.Moment, EndReason = EndReason.SignedOut };
        var decision = Decide(session, Some.Newest(session) with { Expected = new SessionId(43) });
        Assert.IsType<Mismatch>(decision);
    }

    [Fact]
    public void An_ended_session_is_refused_with_its_reason()
    {
        var session = Some.Session() with { EndedAt = The.Moment, EndReason = EndReason.EndedByOperator };
        var refused = Assert.IsType<Refuse>(Decide(session, Some.Newest(session)));
        Assert.Equal(EndReason.EndedByOperator, refused.Reason);
        Assert.Null(refused.After);
    }

    [Fact]
    public void A_session_past_its_longest_life_is_refused()
    {
        var session = Some.Session() with { ExpiresAt = The.Moment };
        Assert.Equal(new Refuse(EndReason.Expired), Decide(session, Some.Newest(session)));
    }

    [Fact]
    public void A_session_idle_for_too_long_is_refused()
    {
        var session = Some.Session() with { IdleExpiresAt = The.Moment };
        Assert.Equal(new Refuse(EndReason.IdleExpired), Decide(session, Some.Newest(session)));
    }

    [Fact]
    public void A_cookie_token_sent_in_a_body_is_held()
    {
        var session = Some.Session();
        var held = Assert.IsType<Hold>(Decide(session, Some.Newest(session) with { Channel = Channel.Body }));
        Assert.Equal(HoldReason.OtherChannel, held.Reason);
    }

    [Fact]
    public void The_newest_token_rotates()
    {
        var session = Some.Session() with { HeldAt = The.Moment - TimeSpan.FromHours(1), Epoch = 0 };
        var rotated = Assert.IsType<Rotate>(Decide(session, Some.Newest(session)));
        Assert.Equal(RotationNotes.None, rotated.Notes);
        Assert.Equal(
            session with
            {
                Generation = new(8),
                RefreshCount = 8,
                AnsweredAt = The.Moment,
                LastUsedAt = The.Moment,
                IdleExpiresAt = The.Moment + Policy.IdleLife,
                Epoch = The.Epoch,
            },
            rotated.Next);
    }

    [Fact]
    public void A_rotation_leaves_what_was_confirmed_as_it_was()
    {
        var session = Some.Session();
        var rotated = Assert.IsType<Rotate>(Decide(session, Some.Newest(session)));
        Assert.Equal(new Generation(7), rotated.Next.Confirmed);
    }

    [Fact]
    public void A_bound_rotation_remembers_its_proof()
    {
        var session = Some.BoundSession();
        var rotated = Assert.IsType<Rotate>(Decide(session, Some.Newest(session)));
        Assert.Equal(new ProofId(1000), rotated.Next.LastProof);
        Assert.Equal(The.Moment, rotated.Next.KeyProvedAt);
    }

    [Fact]
    public void A_change_of_network_alone_signs_nobody_out()
    {
        var session = Some.Session();
        var rotated = Assert.IsType<Rotate>(
            Decide(session, Some.Newest(session) with { Caller = Some.CallerElsewhere() }));
        Assert.Equal(RotationNotes.NetworkChanged, rotated.Notes);
        Assert.Equal(The.OtherNetwork, rotated.Next.RotatedNetwork);
    }

    [Fact]
    public void Another_device_with_the_newest_token_rotates_and_is_noted()
    {
        var session = Some.Session();
        var rotated = Assert.IsType<Rotate>(
            Decide(session, Some.Newest(session) with { Caller = Some.CallerOnAnotherDevice() }));
        Assert.Equal(RotationNotes.DeviceChanged, rotated.Notes);
        Assert.Equal(The.Phone, rotated.Next.Device);
    }

    [Fact]
    public void Without_rotation_the_generation_stays()
    {
        var session = Some.Session();
        var rotated = Assert.IsType<Rotate>(
            Decide(session, Some.Newest(session), Policy with { Rotate = false }));
        Assert.Equal(session.Generation, rotated.Next.Generation);
    }

    [Fact]
    public void The_last_generation_there_is_ends_the_session_instead_of_wrapping()
    {
        var session = Some.Session() with { Generation = new(Generation.MaxValue) };
        Assert.IsType<End>(Decide(session, Some.Newest(session)));
    }

    [Fact]
    public void A_bound_device_gets_the_newest_token_again()
    {
        var session = Some.BoundSession();
        var replayed = Assert.IsType<Replay>(Decide(session, Some.Older(session, 1)));
        Assert.False(replayed.CountedLate);
        Assert.Equal(session.Generation, replayed.Next.Generation);
        Assert.Equal(The.Moment, replayed.Next.AnsweredAt);
    }

    [Fact]
    public void A_stale_copy_on_a_bound_device_needs_a_fresh_nonce()
    {
        var session = Some.BoundSession();
        Assert.IsType<AskNonce>(Decide(session, Some.Older(session, 3)));
        var withNonce = Some.Older(session, 3) with { Proof = Some.ProofBy(The.Key, freshNonce: true) };
        Assert.IsType<Replay>(Decide(session, withNonce));
    }

    [Fact]
    public void A_bound_replay_from_another_network_counts_as_late_once_per_generation()
    {
        var session = Some.BoundSession();
        var elsewhere = Some.Older(session, 1) with
        {
            Caller = Some.CallerElsewhere(),
            Proof = Some.ProofBy(The.Key, freshNonce: true),
        };
        var first = Assert.IsType<Replay>(Decide(session, elsewhere));
        Assert.True(first.CountedLate);
        Assert.Equal(1, first.Next.Late.Value);
        var back = Some.Older(session, 1) with { Proof = Some.ProofBy(The.Key, id: 1001, freshNonce: true) };
        Assert.False(Assert.IsType<Replay>(Decide(first.Next, back)).CountedLate);
    }

    [Fact]
    public void A_lost_answer_does_not_sign_anyone_out_however_late()
    {
        var session = Some.Session().Unconfirmed() with { AnsweredAt = The.Moment - TimeSpan.FromHours(7) };
        var replayed = Assert.IsType<Replay>(Decide(session, Some.Older(session, 1)));
        Assert.Equal(session.Generation, replayed.Next.Generation);
        Assert.False(replayed.CountedLate);
    }

    [Fact]
    public void The_previous_token_on_another_device_is_held_while_the_newest_is_unconfirmed()
    {
        var session = Some.Session().Unconfirmed();
        var held = Assert.IsType<Hold>(
            Decide(session, Some.Older(session, 1) with { Caller = Some.CallerOnAnotherDevice() }));
        Assert.Equal(HoldReason.OtherDevice, held.Reason);
    }

    [Fact]
    public void The_owners_device_coming_back_while_another_holds_the_newest_token_ends_the_session()
    {
        var session = Some.Session().Unconfirmed() with { Device = The.Phone };
        var ended = Assert.IsType<End>(Decide(session, Some.Older(session, 1)));
        Assert.Equal(EndReason.CloneSuspected, ended.Reason);
    }

    [Fact]
    public void A_late_answer_fetched_from_another_network_counts()
    {
        var session = Some.Session().Unconfirmed();
        var replayed = Assert.IsType<Replay>(
            Decide(session, Some.Older(session, 1) with { Caller = Some.CallerElsewhere() }));
        Assert.True(replayed.CountedLate);
    }

    [Fact]
    public void More_than_five_late_answers_within_few_rotations_end_the_session()
    {
        var late = new LateScore(4.2, new Generation(6));
        var session = Some.Session().Unconfirmed() with { Late = late };
        var ended = Assert.IsType<End>(
            Decide(session, Some.Older(session, 1) with { Caller = Some.CallerElsewhere() }));
        Assert.Equal(EndReason.CloneSuspected, ended.Reason);
    }

    [Fact]
    public void Honest_bad_luck_leaks_away_with_the_rotations_that_go_well()
    {
        var late = new LateScore(5, new Generation(7));
        var session = (Some.Session() with { Generation = new(27) }).Unconfirmed() with { Late = late };
        var replayed = Assert.IsType<Replay>(
            Decide(session, Some.Older(session, 1) with { Caller = Some.CallerElsewhere() }));
        Assert.Equal(4, replayed.Next.Late.Value);
    }

    [Fact]
    public void The_previous_token_right_after_an_answer_is_told_to_read_its_credential_again()
    {
        var session = Some.Session() with { AnsweredAt = The.Moment - TimeSpan.FromSeconds(5) };
        Assert.IsType<Supersede>(Decide(session, Some.Older(session, 1)));
    }

    [Fact]
    public void A_request_of_the_holder_that_was_long_under_way_is_no_theft()
    {
        var session = Some.Session() with { AnsweredAt = The.Moment - TimeSpan.FromSeconds(60) };
        Assert.IsType<Supersede>(Decide(session, Some.Older(session, 1)));
        Assert.IsType<End>(Decide(session, Some.Older(session, 1) with { Caller = Some.CallerElsewhere() }));
        Assert.IsType<End>(Decide(session, Some.Older(session, 1) with { Caller = Some.CallerOnAnotherDevice() }));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void A_spent_token_ends_the_session(int age)
    {
        var session = Some.Session();
        var ended = Assert.IsType<End>(Decide(session, Some.Older(session, age)));
        Assert.Equal(EndReason.RefreshTokenReuse, ended.Reason);
        Assert.Equal(EndReason.RefreshTokenReuse, ended.Ended.EndReason);
    }

    /// <summary>Pages that load in a quick row renew several times while a request of the first is under way.</summary>
    [Theory]
    [InlineData(2, true)]
    [InlineData(10, true)]
    [InlineData(11, false)]
    public void A_request_of_the_holder_may_be_overtaken_by_ten_generations(int age, bool overtaken)
    {
        var session = Some.Session() with { Generation = new(20), AnsweredAt = The.Moment - TimeSpan.FromSeconds(60) };
        foreach (var state in (Session[])[session, session.Unconfirmed()])
        {
            var decision = Decide(state, Some.Older(state, age));
            Assert.IsType(overtaken ? typeof(Supersede) : typeof(End), decision);
        }
    }

    [Fact]
    public void Overtaken_from_another_network_counts_for_five_seconds_and_on_another_device_for_nothing()
    {
        var elsewhere = Some.Older(Some.Session(), 2) with { Caller = Some.CallerElsewhere() };
        var other = Some.Older(Some.Session(), 2) with { Caller = Some.CallerOnAnotherDevice() };

        Assert.IsType<Supersede>(Decide(AnsweredAgo(TimeSpan.FromSeconds(5)), elsewhere));
        Assert.IsType<End>(Decide(AnsweredAgo(TimeSpan.FromSeconds(5.1)), elsewhere));
        Assert.IsType<End>(Decide(AnsweredAgo(TimeSpan.Zero), other));
    }

    [Fact]
    public void Two_generations_back_is_reuse_even_while_the_newest_is_unconfirmed()
    {
        var session = Some.Session().Unconfirmed();
        Assert.IsType<End>(Decide(session, Some.Older(session, 2)));
    }

    private static Session AnsweredAgo(TimeSpan time) => Some.Session() with { AnsweredAt = The.Moment - time };

    private static RefreshDecision Decide(Session session, Presentation presented, SessionPolicy? policy = null) =>
        Rotation.Decide(session, presented, The.Epoch, policy ?? Policy);
}
