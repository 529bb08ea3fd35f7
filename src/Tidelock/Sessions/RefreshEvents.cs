using Tidelock.Events;

namespace Tidelock.Sessions;

/// <summary>
/// What the audit log is told of a refresh. A plain rotation is told only when every refresh is to be a row.
/// </summary>
internal static class RefreshEvents
{
    /// <summary>The event of a plain rotation; the store fills in the session and its user.</summary>
    internal static EventDraft Refreshed(Presentation presented) => new()
    {
        At = presented.Now,
        Kind = EventCatalogue.TokenRefreshed,
        Actor = new(ActorKind.User),
        Context = PersonalContext.Of(presented.Caller),
    };

    internal static IReadOnlyList<EventDraft> Of(
        RefreshDecision decision, Session session, Presentation presented, RefreshEventMode mode)
    {
        var told = new Told(session, presented);
        return decision switch
        {
            RefreshDecision.Rotate rotate => OfRotation(rotate.Notes, told, mode),
            RefreshDecision.Replay replay => [told.Replayed(replay.CountedLate)],
            RefreshDecision.Supersede => [told.ByUser(EventCatalogue.TokenSuperseded)],
            RefreshDecision.Hold { Noted: not null } hold =>
                [told.Refused(EventCatalogue.TokenHeld, NameOf(hold.Reason))],
            RefreshDecision.Refuse refuse => [told.Refused(EventCatalogue.TokenRefused, refuse.Reason.Name)],
            RefreshDecision.Mismatch => [told.Refused(EventCatalogue.TokenRefused, "session_mismatch")],
            RefreshDecision.Reject => [told.Refused(EventCatalogue.TokenForged, "ahead_of_restored_store")],
            RefreshDecision.End end => OfEnd(end.Reason, told),
            _ => [],
        };
    }

    private static List<EventDraft> OfRotation(RotationNotes notes, Told told, RefreshEventMode mode)
    {
        List<EventDraft> events = [];
        AddIf(mode == RefreshEventMode.Full, EventCatalogue.TokenRefreshed);
        AddIf(notes.HasFlag(RotationNotes.DeviceChanged), EventCatalogue.DeviceChanged);
        AddIf(notes.HasFlag(RotationNotes.NetworkChanged), EventCatalogue.NetworkChanged);
        AddIf(notes.HasFlag(RotationNotes.Rebound), EventCatalogue.SessionRebound);
        AddIf(notes.HasFlag(RotationNotes.CaughtUp), EventCatalogue.TokenCaughtUp);
        AddIf(notes.HasFlag(RotationNotes.RolledBack), EventCatalogue.StoreRolledBack);
        return events;

        void AddIf(bool happened, EventKind kind)
        {
            if (happened)
            {
                events.Add(told.ByUser(kind));
            }
        }
    }

    private static List<EventDraft> OfEnd(EndReason reason, Told told)
    {
        var detected = reason == EndReason.RefreshTokenReuse ? EventCatalogue.ReuseDetected
            : reason == EndReason.CloneSuspected ? EventCatalogue.CloneSuspected
            : reason == EndReason.BindingConflict ? EventCatalogue.BindingConflict
            : reason == EndReason.ForgedGeneration ? EventCatalogue.TokenForged
            : null;
        List<EventDraft> events = detected is null ? [] : [told.Refused(detected, reason.Name)];
        events.Add(told.BySystem(EventCatalogue.SessionEnded, reason.Name));
        return events;
    }

    private static string NameOf(HoldReason reason) => reason switch
    {
        HoldReason.NoProofOfKey => "no_proof_of_key",
        HoldReason.OtherDevice => "other_device",
        HoldReason.OtherChannel => "other_channel",
        HoldReason.NotBound => "not_bound",
        _ => "compromised_mac_key",
    };

    /// <summary>The parts that all events of one presentation share.</summary>
    private sealed record Told(Session Session, Presentation Presented)
    {
        internal EventDraft ByUser(EventKind kind, string? reason = null) =>
            Draft(kind, Actor.Of(Session.User), Outcome.Success, reason);

        internal EventDraft Replayed(bool late) => ByUser(EventCatalogue.TokenReplayed, late ? "late" : null);

        internal EventDraft Refused(EventKind kind, string reason) =>
            Draft(kind, Actor.Anonymous, Outcome.Refused, reason);

        internal EventDraft BySystem(EventKind kind, string reason) =>
            Draft(kind, Actor.System, Outcome.Success, reason);

        private EventDraft Draft(EventKind kind, Actor actor, Outcome outcome, string? reason) => new()
        {
            At = Presented.Now,
            Kind = kind,
            Actor = actor,
            Outcome = outcome,
            User = Session.User,
            Session = Session.Id,
            Reason = reason,
            Context = PersonalContext.Of(Presented.Caller),
            Detail = [new("newest", $"{Session.Generation.Value}"), new("presented", $"{Presented.Generation.Value}")],
        };
    }
}
