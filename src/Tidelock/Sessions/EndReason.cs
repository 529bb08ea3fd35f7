using System.Collections.Frozen;

namespace Tidelock.Sessions;

/// <summary>
/// Why a session ended. A closed set with stable names: they are shown to the user, the operator and the API, and
/// stand in the audit log for years. <see cref="Code"/> is what the store keeps.
/// </summary>
public sealed record EndReason
{
    /// <summary>The user signed out.</summary>
    public static readonly EndReason SignedOut = new(1, "signed_out");

    /// <summary>The user ended this session from another one.</summary>
    public static readonly EndReason SignedOutElsewhere = new(2, "signed_out_elsewhere");

    /// <summary>The user signed out everywhere.</summary>
    public static readonly EndReason SignedOutEverywhere = new(3, "signed_out_everywhere");

    /// <summary>An operator ended the session.</summary>
    public static readonly EndReason EndedByOperator = new(4, "ended_by_operator");

    /// <summary>The user has as many sessions as are allowed, and this one was used least recently.</summary>
    public static readonly EndReason SessionLimit = new(5, "session_limit");

    /// <summary>A new sign-in in the same browser took this session's place.</summary>
    public static readonly EndReason ReplacedBySignIn = new(6, "replaced_by_sign_in");

    /// <summary>The session was held, and its user signed in again on the same device.</summary>
    public static readonly EndReason SignInAfterHold = new(7, "sign_in_after_hold");

    /// <summary>The user changed the password in another session.</summary>
    public static readonly EndReason PasswordChanged = new(8, "password_changed");

    /// <summary>The password was reset by a one-time link.</summary>
    public static readonly EndReason PasswordReset = new(9, "password_reset");

    /// <summary>The account was disabled.</summary>
    public static readonly EndReason AccountDisabled = new(10, "account_disabled");

    /// <summary>The account was erased.</summary>
    public static readonly EndReason AccountErased = new(11, "account_erased");

    /// <summary>Nobody was active for longer than the idle limit.</summary>
    public static readonly EndReason IdleExpired = new(12, "idle_expired");

    /// <summary>The session reached its longest life.</summary>
    public static readonly EndReason Expired = new(13, "expired");

    /// <summary>A refresh token was presented again after its successor was in use: somebody has a copy.</summary>
    public static readonly EndReason RefreshTokenReuse = new(14, "refresh_token_reuse");

    /// <summary>Too many late answers were fetched from other networks.</summary>
    public static readonly EndReason CloneSuspected = new(15, "clone_suspected");

    /// <summary>A key that had been replaced proved itself again.</summary>
    public static readonly EndReason BindingConflict = new(16, "binding_conflict");

    /// <summary>A generation was presented that was never issued: a token key may be stolen.</summary>
    public static readonly EndReason ForgedGeneration = new(17, "forged_generation");

    /// <summary>The store was restored from a backup with the option to end unbound sessions.</summary>
    public static readonly EndReason EndedByRestore = new(18, "ended_by_restore");

    private static readonly FrozenDictionary<byte, EndReason> ByCode = All().ToFrozenDictionary(reason => reason.Code);

    private EndReason(byte code, string name) => (Code, Name) = (code, name);

    /// <summary>The number the store keeps.</summary>
    public byte Code { get; }

    /// <summary>The stable name.</summary>
    public string Name { get; }

    /// <summary>The reason with <paramref name="code"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none: the store was written by a newer
    /// version.</exception>
    public static EndReason FromCode(byte code) => ByCode.TryGetValue(code, out var reason)
        ? reason
        : throw new ArgumentOutOfRangeException(nameof(code), code, "Unknown end reason.");

    /// <summary>Every reason there is.</summary>
    public static IReadOnlyList<EndReason> All() =>
    [
        SignedOut, SignedOutElsewhere, SignedOutEverywhere, EndedByOperator, SessionLimit, ReplacedBySignIn,
        SignInAfterHold, PasswordChanged, PasswordReset, AccountDisabled, AccountErased, IdleExpired, Expired,
        RefreshTokenReuse, CloneSuspected, BindingConflict, ForgedGeneration, EndedByRestore,
    ];

    /// <summary>The stable name.</summary>
    public override string ToString() => Name;
}
