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

        var theCase = new Case(session, presented, epoch, policy);
        return presented.Channel == session.Channel
            ? theCase.ByBinding() ?? theCase.ByGeneration()
            : theCase.Hold(HoldReason.OtherChannel);
    }

    /// <summary>One session and one presentation; each method is a few rows of the table.</summary>
    private readonly record struct Case(Session Session, Presentation Presented, int Epoch, SessionPolicy Policy)
    {
        private Caller Caller => Presented.Caller;

        private ProofCheck Proof => Presented.Proof;

        private bool ProvesBoundKey =>
            Session.Key is { } key && Proof.State == ProofState.Valid && Proof.Key == key;

        /// <summary>The rows that concern the key; null when they leave the decision to the generation.</summary>
        internal RefreshDecision? ByBinding()
        {
            var proofIsUsed = Proof.State == ProofState.Valid && Proof.Id == Session.LastProof;
            if (Session.IsBound && (Proof.State == ProofState.Invalid || proofIsUsed))
            {
                return new RefreshDecision.AskNonce();
            }

            if (Session.IsBound && Proof.State == ProofState.Valid && Session.ReplacedKeys.Contains(Proof.Key))
            {
                return End(EndReason.BindingConflict);
            }

            if (Presented.MacKeyCompromised && !(ProvesBoundKey && Presented.Generation <= Session.Generation))
            {
                return Hold(HoldReason.CompromisedMacKey);
            }

            if (!Session.IsBound)
            {
                return Policy.Binding == BindingMode.Required ? Hold(HoldReason.NotBound) : null;
            }

            if (ProvesBoundKey)
            {
                return NeedsNonceFromHere ? new RefreshDecision.AskNonce() : null;
            }

            return MayRebind ? Rotate(RotationNotes.Rebound) : Hold(HoldReason.NoProofOfKey);
        }

        internal RefreshDecision ByGeneration()
        {
            var (p, n) = (Presented.Generation.Value, Session.Generation.Value);
            if (p >= n)
            {
                return p == n ? Rotate(RotationNotes.None) : ByFutureGeneration();
            }

            if (Session.IsBound)
            {
                return p < n - 1 && !Proof.FreshNonce
                    ? new RefreshDecision.AskNonce()
                    : Replay(Session.AnsweredNetwork);
            }

            if (p == n - 1 && Session.Confirmed != Session.Generation)
            {
                return ByDevice();
            }

            return IsOvertaken(n - p) ? new RefreshDecision.Supersede() : End(EndReason.RefreshTokenReuse);
        }

        internal RefreshDecision.Hold Hold(HoldReason reason)
        {
            var eventIsDue = Session.HeldAt is not { } held || Presented.Now - held >= Policy.HoldEventInterval;
            return new(reason, eventIsDue ? Session with { HeldAt = Presented.Now } : null);
        }

        /// <summary>
        /// From another network than the last answer's a proof counts only with a fresh nonce: a script that once ran
        /// on the page could have had proofs signed ahead and taken them elsewhere.
        /// </summary>
        private bool NeedsNonceFromHere => Caller.Network != Session.AnsweredNetwork && !Proof.FreshNonce;

        /// <summary>
        /// A browser that evicted its script storage keeps its cookies, so the holder of the newest token on the same
        /// device may bind a new key once the old one has been silent long enough.
        /// </summary>
        private bool MayRebind =>
            Policy.Binding == BindingMode.Preferred
            && Proof.State == ProofState.Valid
            && Presented.Generation == Session.Generation
            && Caller.Device == Session.Device
            && !Session.ReplacedKeys.IsFull
            && Presented.Now - (Session.KeyProvedAt ?? Session.CreatedAt) >= Policy.RebindDelay;

        /// <summary>
        /// Spent, and perhaps only overtaken on its way: the answer gives nothing away. Several generations can pass a
        /// request while pages are loaded in a quick row, but on the holder's own device alone.
        /// </summary>
        private bool IsOvertaken(int generationsAgo) =>
            Presented.Now - Session.AnsweredAt <= Overlap
            && (generationsAgo == 1 || (Caller.Device == Session.Device && generationsAgo <= Policy.MaxOvertaken));

        private TimeSpan Overlap =>
            Caller.Device == Session.Device && Caller.Network == Session.AnsweredNetwork
                ? Policy.SameDeviceOverlap
                : Policy.Overlap;

        /// <summary>
        /// Unbound, p = n − 1, and n is not known to have arrived. Another device is held. But when the device that
        /// signed in comes with p while n went to a device that is not it, two hold the same line.
        /// </summary>
        private RefreshDecision ByDevice()
        {
            if (Caller.Device == Session.Device)
            {
                return Replay(Session.RotatedNetwork);
            }

            return Caller.Device == Session.SignInDevice
                ? End(EndReason.CloneSuspected)
                : Hold(HoldReason.OtherDevice);
        }

        /// <summary>
        /// p &gt; n: the store lost its last commits, which the proof of the bound key or a raised epoch makes
        /// believable; otherwise nobody but the thief of a MAC key can make this token.
        /// </summary>
        private RefreshDecision ByFutureGeneration()
        {
            var restored = Session.Epoch < Epoch;
            var ahead = Presented.Generation.Value - (long)Session.Generation.Value;
            if (ahead > Policy.MaxCatchUp || !(restored || Session.IsBound))
            {
                return restored ? new RefreshDecision.Reject() : End(EndReason.ForgedGeneration);
            }

            if (!Session.IsBound && Caller.Device != Session.Device)
            {
                return Hold(HoldReason.OtherDevice);
            }

            var caughtUp = this with { Session = Session with { Generation = Presented.Generation } };
            return caughtUp.Rotate(restored ? RotationNotes.CaughtUp : RotationNotes.RolledBack);
        }

        private RefreshDecision Rotate(RotationNotes notes)
        {
            if (Session.Generation.Value >= Generation.MaxValue)
            {
                return End(EndReason.Expired);
            }

            var rebound = notes.HasFlag(RotationNotes.Rebound);
            var next = Served() with
            {
                Generation = Policy.Rotate ? Session.Generation.Next : Session.Generation,
                RotatedNetwork = Caller.Network,
                Device = Caller.Device,
                Key = rebound ? Proof.Key : Session.Key,
                ReplacedKeys = rebound ? Session.ReplacedKeys.With(Session.Key!.Value) : Session.ReplacedKeys,
                RefreshCount = Session.RefreshCount + 1,
                Epoch = Epoch,
            };
            return new RefreshDecision.Rotate(next, notes | Changes());
        }

        private RotationNotes Changes() =>
            (Caller.Device == Session.Device ? RotationNotes.None : RotationNotes.DeviceChanged)
            | (Caller.Network == Session.AnsweredNetwork ? RotationNotes.None : RotationNotes.NetworkChanged);

        /// <summary>The newest token again; fetched from elsewhere it counts as late, once a generation.</summary>
        private RefreshDecision Replay(Network expected)
        {
            var late = Caller.Network != expected && Session.Late.CountedGeneration != Session.Generation;
            var score = late ? Session.Late.Raise(Session.Generation) : Session.Late;
            return score.Value > LateScore.Limit
                ? End(EndReason.CloneSuspected)
                : new RefreshDecision.Replay(Served() with { Late = score }, late);
        }

        /// <summary>What every answer that carries the newest token leaves in the row.</summary>
        private Session Served()
        {
            var proved = Session.IsBound && Proof.State == ProofState.Valid;
            return Session with
            {
                AnsweredAt = Presented.Now,
                AnsweredNetwork = Caller.Network,
                LastUsedAt = Presented.Now,
                IdleExpiresAt = Lifetimes.IdleExpiry(Session, Presented, Policy),
                Address = Caller.Address,
                UserAgent = Caller.UserAgent,
                KeyProvedAt = proved ? Presented.Now : Session.KeyProvedAt,
                LastProof = proved ? Proof.Id : Session.LastProof,
            };
        }

        private RefreshDecision.End End(EndReason reason) =>
            new(reason, Session with { EndedAt = Presented.Now, EndReason = reason });
    }
}
