using System.Collections.Frozen;

namespace Tidelock.Events;

/// <summary>Every kind of event there is. Names are kept for ever: they stand in sealed chains.</summary>
public static class EventCatalogue
{
    /// <summary>A session began.</summary>
    public static readonly EventKind SessionStarted = Audit("session.started");

    /// <summary>A session ended; the event's reason says why.</summary>
    public static readonly EventKind SessionEnded = Audit("session.ended");

    /// <summary>A silent key was replaced by another.</summary>
    public static readonly EventKind SessionRebound = Audit("session.rebound", Severity.Warning);

    /// <summary>The newest token came from another device.</summary>
    public static readonly EventKind DeviceChanged = Activity("session.device_changed", Severity.Warning);

    /// <summary>The newest token came from another network.</summary>
    public static readonly EventKind NetworkChanged = Activity("session.network_changed");

    /// <summary>A plain rotation; written only when every refresh is to be a row.</summary>
    public static readonly EventKind TokenRefreshed = Activity("token.refreshed");

    /// <summary>The newest token was sent again.</summary>
    public static readonly EventKind TokenReplayed = Activity("token.replayed");

    /// <summary>The previous token came while its successor was in use.</summary>
    public static readonly EventKind TokenSuperseded = Activity("token.superseded");

    /// <summary>A refresh was refused and the session left to its holder.</summary>
    public static readonly EventKind TokenHeld = Activity("token.held", Severity.Warning);

    /// <summary>A refresh was refused: the session is over, or the client expected another one.</summary>
    public static readonly EventKind TokenRefused = Activity("token.refused");

    /// <summary>A client was ahead of a restored store and was followed.</summary>
    public static readonly EventKind TokenCaughtUp = Audit("token.caught_up", Severity.Warning);

    /// <summary>A spent token was presented: its session ended.</summary>
    public static readonly EventKind ReuseDetected = Audit("token.reuse_detected", Severity.Critical);

    /// <summary>Too many late answers went to other networks: the session ended.</summary>
    public static readonly EventKind CloneSuspected = Audit("token.clone_suspected", Severity.Critical);

    /// <summary>A key that had been replaced proved itself again: the session ended.</summary>
    public static readonly EventKind BindingConflict = Audit("token.binding_conflict", Severity.Critical);

    /// <summary>A token of a generation that was never issued: a token key may be stolen.</summary>
    public static readonly EventKind TokenForged = Audit("token.forged", Severity.Critical);

    /// <summary>A sign-in succeeded.</summary>
    public static readonly EventKind SignInSucceeded = Audit("signin.succeeded");

    /// <summary>A sign-in failed; the event's reason says why.</summary>
    public static readonly EventKind SignInFailed = Audit("signin.failed", Severity.Warning);

    /// <summary>A user was added.</summary>
    public static readonly EventKind UserAdded = Audit("user.added");

    /// <summary>A user was disabled.</summary>
    public static readonly EventKind UserDisabled = Audit("user.disabled");

    /// <summary>A disabled user was enabled.</summary>
    public static readonly EventKind UserEnabled = Audit("user.enabled");

    /// <summary>A user's roles changed.</summary>
    public static readonly EventKind UserRolesChanged = Audit("user.roles_changed", Severity.Warning);

    /// <summary>
    /// A change to a user was refused. A kind of its own: whoever looks for those who were erased or disabled must
    /// never find one who was not.
    /// </summary>
    public static readonly EventKind UserChangeRefused = Audit("user.change_refused", Severity.Warning);

    /// <summary>A person was erased.</summary>
    public static readonly EventKind UserErased = Audit("user.erased");

    /// <summary>A password was changed by its user.</summary>
    public static readonly EventKind PasswordChanged = Audit("password.changed");

    /// <summary>A password change was refused.</summary>
    public static readonly EventKind PasswordChangeRefused = Audit("password.change_refused", Severity.Warning);

    /// <summary>A one-time link was made.</summary>
    public static readonly EventKind LinkIssued = Audit("link.issued");

    /// <summary>A password was set by a one-time link.</summary>
    public static readonly EventKind PasswordReset = Audit("password.reset");

    /// <summary>Somebody signed in was refused at the administration.</summary>
    public static readonly EventKind AdminRefused = Audit("admin.refused", Severity.Warning);

    /// <summary>A key was made.</summary>
    public static readonly EventKind KeyCreated = Audit("key.created");

    /// <summary>A key changed its state.</summary>
    public static readonly EventKind KeyTransitioned = Audit("key.transitioned");

    /// <summary>A key was marked compromised.</summary>
    public static readonly EventKind KeyCompromised = Audit("key.compromised", Severity.Critical);

    /// <summary>A server started on the store.</summary>
    public static readonly EventKind ServerStarted = Audit("server.started");

    /// <summary>A backup was made.</summary>
    public static readonly EventKind BackupMade = Audit("store.backed_up");

    /// <summary>A backup was asked for, and none was made.</summary>
    public static readonly EventKind BackupFailed = Audit("store.backup_failed", Severity.Warning);

    /// <summary>The store was restored from a backup.</summary>
    public static readonly EventKind StoreRestored = Audit("store.restored", Severity.Warning);

    /// <summary>The store is behind its clients without having been restored: a snapshot was put back.</summary>
    public static readonly EventKind StoreRolledBack = Audit("store.rolled_back", Severity.Critical);

    /// <summary>The schema was changed.</summary>
    public static readonly EventKind StoreMigrated = Audit("store.migrated");

    /// <summary>Old events were cut off at a sealed checkpoint.</summary>
    public static readonly EventKind EventsCut = Audit("events.cut");

    /// <summary>The audit log was exported.</summary>
    public static readonly EventKind EventsExported = Audit("events.exported");

    private static readonly FrozenDictionary<string, EventKind> ByName =
        All().ToFrozenDictionary(kind => kind.Name, StringComparer.Ordinal);

    /// <summary>The kind named <paramref name="name"/>; null when there is none.</summary>
    public static EventKind? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>Every kind.</summary>
    public static IReadOnlyList<EventKind> All() =>
    [
        SessionStarted, SessionEnded, SessionRebound, DeviceChanged, NetworkChanged, TokenRefreshed, TokenReplayed,
        TokenSuperseded, TokenHeld, TokenRefused, TokenCaughtUp, ReuseDetected, CloneSuspected, BindingConflict,
        TokenForged, SignInSucceeded, SignInFailed, UserAdded, UserDisabled, UserEnabled, UserRolesChanged,
        UserChangeRefused, UserErased, PasswordChanged, PasswordChangeRefused, LinkIssued, PasswordReset, AdminRefused,
        KeyCreated, KeyTransitioned, KeyCompromised, ServerStarted, BackupMade, BackupFailed, StoreRestored,
        StoreRolledBack, StoreMigrated, EventsCut, EventsExported,
    ];

    private static EventKind Audit(string name, Severity severity = Severity.Information) =>
        new(name, RetentionClass.Audit, severity);

    private static EventKind Activity(string name, Severity severity = Severity.Information) =>
        new(name, RetentionClass.Activity, severity);
}
