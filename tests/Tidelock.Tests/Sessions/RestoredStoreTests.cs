using Tidelock.Sessions;
using Tidelock.Tokens;
using static Tidelock.Sessions.RefreshDecision;

namespace Tidelock.Tests.Sessions;

/// <summary>The rows of the decision table for clients that are ahead of the store.</summary>
public sealed class RestoredStoreTests
{
    private const int NextEpoch = The.Epoch + 1;

    private static readonly SessionPolicy Policy = new();

    [Fact]
    public void A_client_ahead_of_a_restored_store_is_followed_once()
    {
        var session = Some.Session();
        var rotated = Assert.IsType<Rotate>(Decide(session, Some.Older(session, -3), NextEpoch));
        Assert.Equal(RotationNotes.CaughtUp, rotated.Notes);
        Assert.Equal(new Generation(11), rotated.Next.Generation);
        Assert.Equal(NextEpoch, rotated.Next.Epoch);
        Assert.IsType<End>(Decide(rotated.Next, Some.Older(rotated.Next, -3), NextEpoch));
    }

    [Fact]
    public void An_unbound_client_ahead_of_a_restored_store_is_followed_on_its_own_device_only()
    {
        var session = Some.Session();
        var stolen = Some.Older(session, -3) with { Caller = Some.CallerOnAnotherDevice() };
        Assert.IsType<Hold>(Decide(session, stolen, NextEpoch));
    }

    [Fact]
    public void A_bound_client_ahead_of_a_store_that_was_rolled_back_in_secret_is_followed_and_told_of()
    {
        var session = Some.BoundSession();
        var rotated = Assert.IsType<Rotate>(Decide(session, Some.Older(session, -3), The.Epoch));
        Assert.Equal(RotationNotes.RolledBack, rotated.Notes);
    }

    [Fact]
    public void An_unbound_generation_from_the_future_in_this_epoch_ends_the_session()
    {
        var session = Some.Session();
        var ended = Assert.IsType<End>(Decide(session, Some.Older(session, -1), The.Epoch));
        Assert.Equal(EndReason.ForgedGeneration, ended.Reason);
    }

    [Fact]
    public void A_generation_too_far_ahead_of_a_restored_store_is_rejected_and_the_session_left()
    {
        var session = Some.Session();
        Assert.IsType<Reject>(Decide(session, Some.Older(session, -Policy.MaxCatchUp - 1), NextEpoch));
    }

    [Fact]
    public void Nothing_but_a_rotation_moves_the_epoch_of_a_row()
    {
        var bound = Some.BoundSession();
        var replayed = Assert.IsType<Replay>(Decide(bound, Some.Older(bound, 1), NextEpoch));
        Assert.Equal(The.Epoch, replayed.Next.Epoch);
        var held = Assert.IsType<Hold>(
            Decide(bound, Some.Newest(bound) with { Proof = ProofCheck.None }, NextEpoch));
        Assert.Equal(The.Epoch, held.After!.Epoch);
    }

    private static RefreshDecision Decide(Session session, Presentation presented, int epoch) =>
        Rotation.Decide(session, presented, epoch, Policy);
}
