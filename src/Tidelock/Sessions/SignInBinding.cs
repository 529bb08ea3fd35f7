using Tidelock.Tokens;

namespace Tidelock.Sessions;

/// <summary>What a sign-in's proof means for the session it starts.</summary>
public enum SignInBinding
{
    /// <summary>The session is bound to the key that was proved.</summary>
    Bind,

    /// <summary>The session is not bound.</summary>
    LeaveUnbound,

    /// <summary>
    /// A proof came that does not hold: the client tries again with a nonce, and is never left unbound by surprise.
    /// </summary>
    AskNonce,

    /// <summary>Binding is required, and no proof came.</summary>
    ProofRequired,
}

/// <summary>Decides it; asked before any password is checked.</summary>
public static class SignInBindingRules
{
    /// <summary>Decides; has no effect of its own.</summary>
    public static SignInBinding Decide(BindingMode mode, ProofCheck proof) => (mode, proof.State) switch
    {
        (BindingMode.Off, _) => SignInBinding.LeaveUnbound,
        (_, ProofState.Valid) => SignInBinding.Bind,
        (_, ProofState.Invalid) => SignInBinding.AskNonce,
        (BindingMode.Required, _) => SignInBinding.ProofRequired,
        _ => SignInBinding.LeaveUnbound,
    };
}
