using Tidelock.Tokens;

namespace Tidelock.Sessions;

/// <summary>
/// The ack-committed rotation protocol: a pure function from a session's row and a presented token to what is to
/// be done. The rows of the decision table stand here in their order; docs/reference/refresh-protocol.md gives the
/// reasons. n is the newest generation issued, p the one presented.
/// </summary>
public static class Rotation
{
    /// <summary>Decides; has no effect of its own.</summary>
    /// <param name="session">The session's row.</param>
    /// <param name="presented">The token as presented.</param>
    /// <param name="epoch">The store's epoch now.</param>
    /// <param name="policy">The rules.</param>
    public static RefreshDecision Decide(Session session, Presentation presented, int epoch, SessionPolicy policy)
    {
        if (presented.Expected is { } expected && expected != session.Id)
        {
            return new RefreshDecision.Mismatch();
        }

        if (session.OverBecause(presented.Now) is { } over)
        {
            return new RefreshDecision.Refuse(over);
        }

        if (presented.Channel != session.Channel)
        {
            return Hold(session, presented, HoldReason.OtherChannel, policy);
        }

        return DecideBinding(session, presented, policy) ?? DecideGeneration(session, presented, epoch, policy);
    }

    /// <summary>The rows that concern the key; null when they leave the decision to the generation.</summary>
    private static RefreshDecision? DecideBinding(Session session, Presentation presented, SessionPolicy policy)
    {
        var proof = presented.Proof;
        var proofIsUsed = proof.State == ProofState.Valid && proof.Id == session.LastProof;
        if (session.IsBound && (proof.State == ProofState.Invalid || proofIsUsed))
        {
            return new RefreshDecision.AskNonce();
        }

        if (session.IsBound && proof.State == ProofState.Valid && proof.Key == session.PreviousKey)
        {
            return End(session, presented, EndReason.BindingConflict);
        }

        var newest = presented.Generation == session.Generation;
        if (presented.MacKeyCompromised && !(newest && ProvesBoundKey(session, proof)))
        {
            return Hold(session, presented, HoldReason.CompromisedMacKey, policy);
        }

        if (!session.IsBound || ProvesBoundKey(session, proof))
        {
            return null;
        }

        return MayRebind(session, presented, policy)
            ? Rotate(session, presented, policy, RotationNotes.Rebound)
            : Hold(session, presented, HoldReason.NoProofOfKey, policy);
    }

    private static RefreshDecision DecideGeneration(
        Session session, Presentation presented, int epoch, SessionPolicy policy)
    {
        var (p, n) = (presented.Generation.Value, session.Generation.Value);
        if (p == n)
        {
            return Rotate(session, presented, policy, RotationNotes.None);
        }

        if (p > n)
        {
            return DecideFuture(session, presented, epoch, policy);
        }

        if (session.IsBound)
        {
            return p < n - 1 && !presented.Proof.FreshNonce
                ? new RefreshDecision.AskNonce()
                : Replay(session, presented, policy, session.AnsweredNetwork);
        }

        if (p == n - 1 && session.Confirmed != session.Generation)
        {
            return presented.Caller.Device == session.Device
                ? Replay(session, presented, policy, session.RotatedNetwork)
                : Hold(session, presented, HoldReason.OtherDevice, policy);
        }

        return p == n - 1 && presented.Now - session.AnsweredAt <= policy.Overlap
            ? new RefreshDecision.Supersede()
            : End(session, presented, EndReason.RefreshTokenReuse);
    }

    /// <summary>
    /// p &gt; n: a restored store may have lost commits; otherwise nobody but a key thief can make this token.
    /// </summary>
    private static RefreshDecision DecideFuture(
        Session session, Presentation presented, int epoch, SessionPolicy policy)
    {
        if (session.Epoch >= epoch)
        {
            return End(session, presented, EndReason.ForgedGeneration);
        }

        var ahead = presented.Generation.Value - (long)session.Generation.Value;
        if (ahead > policy.MaxCatchUp)
        {
            return new RefreshDecision.Reject();
        }

        return Rotate(session with { Generation = presented.Generation }, presented, policy, RotationNotes.CaughtUp);
    }

    private static bool ProvesBoundKey(Session session, ProofCheck proof) =>
        session.Key is { } key && proof.State == ProofState.Valid && proof.Key == key;

    /// <summary>
    /// A browser that evicted its script storage keeps its cookies, so the holder of the newest token on the same
    /// device may bind a new key once the old one has been silent long enough.
    /// </summary>
    private static bool MayRebind(Session session, Presentation presented, SessionPolicy policy) =>
        policy.Binding == BindingMode.Preferred
        && presented.Proof.State == ProofState.Valid
        && presented.Generation == session.Generation
        && presented.Caller.Device == session.Device
        && presented.Now - (session.KeyProvedAt ?? session.CreatedAt) >= policy.RebindDelay;

    private static RefreshDecision Rotate(
        Session session, Presentation presented, SessionPolicy policy, RotationNotes notes)
    {
        if (session.Generation.Value >= Generation.MaxValue)
        {
            return End(session, presented, EndReason.Expired);
        }

        var served = Served(session, presented, policy);
        var next = served with
        {
            Generation = policy.Rotate ? session.Generation.Next : session.Generation,
            RotatedNetwork = presented.Caller.Network,
            Device = presented.Caller.Device,
            Key = notes.HasFlag(RotationNotes.Rebound) ? presented.Proof.Key : session.Key,
            PreviousKey = notes.HasFlag(RotationNotes.Rebound) ? session.Key : session.PreviousKey,
            RefreshCount = session.RefreshCount + 1,
        };
        return new RefreshDecision.Rotate(next, notes | Changes(session, presented));
    }

    private static RotationNotes Changes(Session session, Presentation presented) =>
        (presented.Caller.Device == session.Device ? RotationNotes.None : RotationNotes.DeviceChanged)
        | (presented.Caller.Network == session.AnsweredNetwork ? RotationNotes.None : RotationNotes.NetworkChanged);

    private static RefreshDecision Replay(
        Session session, Presentation presented, SessionPolicy policy, Network expectedNetwork)
    {
        var late = presented.Caller.Network != expectedNetwork
            && session.Late.CountedGeneration != session.Generation;
        var score = late ? session.Late.Raise(session.Generation, presented.Now) : session.Late;
        return score.Value > LateScore.Limit
            ? End(session with { Late = score }, presented, EndReason.CloneSuspected)
            : new RefreshDecision.Replay(Served(session, presented, policy) with { Late = score }, late);
    }

    /// <summary>What every answer that carries the newest token leaves in the row.</summary>
    private static Session Served(Session session, Presentation presented, SessionPolicy policy)
    {
        var proved = ProvesKeyOfAnswer(session, presented.Proof);
        return session with
        {
            AnsweredAt = presented.Now,
            AnsweredNetwork = presented.Caller.Network,
            LastUsedAt = presented.Now,
            IdleExpiresAt = Lifetimes.IdleExpiry(session, presented, policy),
            HeldAt = null,
            Address = presented.Caller.Address,
            UserAgent = presented.Caller.UserAgent,
            KeyProvedAt = proved ? presented.Now : session.KeyProvedAt,
            LastProof = proved ? presented.Proof.Id : session.LastProof,
        };
    }

    private static bool ProvesKeyOfAnswer(Session session, ProofCheck proof) =>
        session.IsBound && proof.State == ProofState.Valid;

    private static RefreshDecision.Hold Hold(
        Session session, Presentation presented, HoldReason reason, SessionPolicy policy)
    {
        var eventIsDue = session.HeldAt is not { } held || presented.Now - held >= policy.HoldEventInterval;
        return new(reason, eventIsDue ? session with { HeldAt = presented.Now } : null);
    }

    private static RefreshDecision.End End(Session session, Presentation presented, EndReason reason) =>
        new(reason, session with { EndedAt = presented.Now, EndReason = reason });
}
