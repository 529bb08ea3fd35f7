using Tidelock.Sessions;
using Tidelock.Tokens;

namespace Tidelock.Simulation.Servers;

/// <summary>A proof of possession as a client makes it; whether it holds is for the server to say.</summary>
/// <param name="Key">The key that signs.</param>
/// <param name="Id">Its `jti`.</param>
/// <param name="IssuedAt">Its `iat`, by the client's own clock.</param>
/// <param name="Nonce">The server's nonce; null without one.</param>
internal sealed record Proof(KeyThumbprint Key, ProofId Id, DateTimeOffset IssuedAt, string? Nonce);

/// <summary>A request to renew.</summary>
/// <param name="Token">The refresh token.</param>
/// <param name="Caller">Who asks, from where.</param>
/// <param name="Proof">The proof that comes with it; null without one.</param>
internal readonly record struct RefreshCall(string Token, Caller Caller, Proof? Proof);

/// <summary>An access token: what of it matters here.</summary>
/// <param name="Session">Its session, by the server's own name for it.</param>
/// <param name="Generation">The generation it came with.</param>
/// <param name="ExpiresAt">Until when any API takes it.</param>
internal sealed record Access(object Session, int Generation, DateTimeOffset ExpiresAt);

/// <summary>What a server answers to a request to renew.</summary>
internal abstract record Reply
{
    private Reply()
    {
    }

    /// <summary>The tokens.</summary>
    internal sealed record Served(string Token, Access Access) : Reply;

    /// <summary>Read the credential again and come back in a second.</summary>
    internal sealed record Later : Reply;

    /// <summary>Make a proof with this nonce and come again.</summary>
    internal sealed record NonceAsked(string Nonce) : Reply;

    /// <summary>Refused; a person has to sign in.</summary>
    internal sealed record SignInRequired(string Reason) : Reply;
}

/// <summary>A server that rotates refresh tokens by some policy.</summary>
internal interface ITokenServer : IDisposable
{
    /// <summary>Starts a session, bound to <paramref name="key"/> where one is given.</summary>
    Reply.Served SignIn(Caller caller, KeyThumbprint? key);

    /// <summary>Renews.</summary>
    Reply Refresh(RefreshCall call);

    /// <summary>An access token is used at a place that tells the server which generation arrived.</summary>
    void Confirm(Access access);

    /// <summary>Whether the session can still be renewed by somebody.</summary>
    bool IsLive(object session);

    /// <summary>Remembers the store as it is, for a later <see cref="Restore"/>.</summary>
    void BackUp();

    /// <summary>Puts the store back to the last backup.</summary>
    void Restore(RestoreKind kind);
}

/// <summary>How a store is put back.</summary>
internal enum RestoreKind
{
    /// <summary>By the product's own command, which raises the epoch.</summary>
    Announced,

    /// <summary>By a snapshot of the machine, of which nobody tells the server.</summary>
    Secret,
}
