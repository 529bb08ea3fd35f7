using Tidelock.Sessions;
using Tidelock.Tokens;
using static Tidelock.Sessions.RefreshDecision;

namespace Tidelock.Tests.Sessions;

/// <summary>The rows of the decision table that concern the bound key and its proofs.</summary>
public sealed class BindingTests
{
    private static readonly SessionPolicy Policy = new();

    [Fact]
    public void A_broken_proof_asks_for_a_nonce_and_changes_nothing()
    {
        var session = Some.BoundSession();
        var decision = Decide(session, Some.Newest(session) with { Proof = ProofCheck.Invalid });
        Assert.IsType<AskNonce>(decision);
        Assert.Null(decision.After);
    }

    [Fact]
    public void A_proof_that_was_accepted_before_asks_for_a_nonce()
    {
        var session = Some.BoundSession();
        var repeated = Some.Newest(session) with { Proof = Some.ProofBy(The.Key, id: 1) };
        Assert.IsType<AskNonce>(Decide(session, repeated));
    }

    [Fact]
    public void A_broken_proof_does_not_hurt_an_unbound_session()
    {
        var session = Some.Session();
        Assert.IsType<Rotate>(Decide(session, Some.Newest(session) with { Proof = ProofCheck.Invalid }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public void A_bound_token_without_its_proof_is_held_and_the_session_lives(int age)
    {
        var session = Some.BoundSession();
        var held = Assert.IsType<Hold>(Decide(session, Some.Older(session, age) with { Proof = ProofCheck.None }));
        Assert.Equal(HoldReason.NoProofOfKey, held.Reason);
        Assert.Equal(session with { HeldAt = The.Moment }, held.After);
    }

    [Fact]
    public void Holds_leave_at_most_one_event_a_minute()
    {
        var session = Some.BoundSession() with { HeldAt = The.Moment - TimeSpan.FromSeconds(59) };
        var held = Assert.IsType<Hold>(Decide(session, Some.Newest(session) with { Proof = ProofCheck.None }));
        Assert.Null(held.After);
    }

    [Fact]
    public void A_proof_by_another_key_is_held_while_the_bound_key_is_awake()
    {
        var session = Some.BoundSession();
        Assert.IsType<Hold>(Decide(session, Some.Newest(session) with { Proof = Some.ProofBy(The.OtherKey) }));
    }

    [Fact]
    public void A_key_silent_for_a_day_may_be_replaced_by_the_holder_of_the_newest_token_on_the_same_device()
    {
        var session = SilentForADay();
        var rotated = Assert.IsType<Rotate>(Decide(session, NewestByOtherKey(session)));
        Assert.Equal(RotationNotes.Rebound, rotated.Notes);
        Assert.Equal(The.OtherKey, rotated.Next.Key);
        Assert.True(rotated.Next.ReplacedKeys.Contains(The.Key));
        Assert.Equal(The.Moment, rotated.Next.KeyProvedAt);
    }

    [Fact]
    public void An_older_token_can_not_bind_a_new_key()
    {
        var session = SilentForADay();
        var older = Some.Older(session, 1) with { Proof = Some.ProofBy(The.OtherKey) };
        Assert.IsType<Hold>(Decide(session, older));
    }

    [Fact]
    public void Another_device_can_not_bind_a_new_key()
    {
        var session = SilentForADay();
        var stolen = NewestByOtherKey(session) with { Caller = Some.CallerOnAnotherDevice() };
        Assert.IsType<Hold>(Decide(session, stolen));
    }

    [Theory]
    [InlineData(BindingMode.Required)]
    [InlineData(BindingMode.Off)]
    public void A_new_key_is_bound_only_where_binding_is_preferred(BindingMode mode)
    {
        var session = SilentForADay();
        Assert.IsType<Hold>(Decide(session, NewestByOtherKey(session), Policy with { Binding = mode }));
    }

    [Fact]
    public void A_new_key_needs_a_proof_of_its_own()
    {
        var session = SilentForADay();
        Assert.IsType<Hold>(Decide(session, Some.Newest(session) with { Proof = ProofCheck.None }));
    }

    [Fact]
    public void No_replaced_key_is_ever_forgotten_so_a_session_with_many_can_not_be_bound_anew()
    {
        var keys = new ReplacedKeys(The.Key, The.OtherKey, The.Key, The.OtherKey);
        var session = SilentForADay() with { ReplacedKeys = keys };
        var third = Some.Newest(session) with { Proof = Some.ProofBy(new(Digest.Of("third key"u8))) };
        Assert.IsType<Hold>(Decide(session, third));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public void The_old_key_speaking_up_after_a_rebinding_ends_the_session(int age)
    {
        var session = Some.BoundSession() with { Key = The.OtherKey, ReplacedKeys = new(The.Key) };
        var byOldKey = Some.Older(session, age) with { Proof = Some.ProofBy(The.Key) };
        var ended = Assert.IsType<End>(Decide(session, byOldKey));
        Assert.Equal(EndReason.BindingConflict, ended.Reason);
        Assert.Equal(The.Moment, ended.Ended.EndedAt);
    }

    [Fact]
    public void From_another_network_a_bound_key_needs_a_fresh_nonce()
    {
        var session = Some.BoundSession();
        var elsewhere = Some.Newest(session) with { Caller = Some.CallerElsewhere() };
        Assert.IsType<AskNonce>(Decide(session, elsewhere));
        var withNonce = elsewhere with { Proof = Some.ProofBy(The.Key, freshNonce: true) };
        Assert.Equal(RotationNotes.NetworkChanged, Assert.IsType<Rotate>(Decide(session, withNonce)).Notes);
    }

    [Fact]
    public void Where_binding_is_required_an_unbound_session_is_held()
    {
        var session = Some.Session();
        var required = Policy with { Binding = BindingMode.Required };
        var held = Assert.IsType<Hold>(Decide(session, Some.Newest(session), required));
        Assert.Equal(HoldReason.NotBound, held.Reason);
    }

    [Fact]
    public void Under_a_compromised_mac_key_only_the_bound_key_counts()
    {
        var bound = Some.BoundSession();
        Assert.IsType<Rotate>(Decide(bound, Some.Newest(bound) with { MacKeyCompromised = true }));
        Assert.IsType<Replay>(Decide(bound, Some.Older(bound, 1) with { MacKeyCompromised = true }));
        Assert.IsType<Hold>(Decide(bound, Some.Older(bound, -1) with { MacKeyCompromised = true }));
        var silent = SilentForADay();
        Assert.IsType<Hold>(Decide(silent, NewestByOtherKey(silent) with { MacKeyCompromised = true }));
        var unbound = Some.Session();
        var held = Assert.IsType<Hold>(Decide(unbound, Some.Newest(unbound) with { MacKeyCompromised = true }));
        Assert.Equal(HoldReason.CompromisedMacKey, held.Reason);
    }

    private static RefreshDecision Decide(Session session, Presentation presented, SessionPolicy? policy = null) =>
        Rotation.Decide(session, presented, The.Epoch, policy ?? Policy);

    private static Session SilentForADay() => Some.BoundSession() with
    {
        KeyProvedAt = The.Moment - Policy.RebindDelay,
    };

    private static Presentation NewestByOtherKey(Session session) =>
        Some.Newest(session) with { Proof = Some.ProofBy(The.OtherKey) };
}
