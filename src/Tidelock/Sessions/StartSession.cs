using Tidelock.Events;
using Tidelock.Tokens;
using Tidelock.Users;

namespace Tidelock.Sessions;

/// <summary>A sign-in whose credentials have been checked.</summary>
public sealed record SignIn
{
    /// <summary>Who signs in.</summary>
    public required User User { get; init; }

    /// <summary>The password verifier that was checked; null when no password was.</summary>
    public PasswordHash? VerifiedPassword { get; init; }

    /// <summary>How the refresh token will travel.</summary>
    public required Channel Channel { get; init; }

    /// <summary>"Remember me".</summary>
    public bool Remember { get; init; }

    /// <summary>From where.</summary>
    public required Caller Caller { get; init; }

    /// <summary>What became of the proof that came with it; a valid one binds the session to its key.</summary>
    public ProofCheck Proof { get; init; }

    /// <summary>
    /// The key of a session that this one takes the place of, whose holder was just checked; no other proof is asked.
    /// </summary>
    public KeyThumbprint? CarriedKey { get; init; }

    /// <summary>The session whose cookie this sign-in replaces, whoever's it is.</summary>
    public HandleHash? Replaced { get; init; }
}

/// <summary>What came of a sign-in.</summary>
/// <param name="Start">What the store made of it.</param>
/// <param name="Handle">The secret of the new session; meaningful when one was started.</param>
public sealed record StartedSession(SessionStart Start, SessionHandle Handle);

/// <summary>Starts a session for a user whose credentials have been checked.</summary>
public sealed class StartSession(ISessionStore store, SessionPolicy policy, IRandomSource random, TimeProvider clock)
{
    /// <summary>Starts it, ending what must make room.</summary>
    /// <exception cref="InvalidOperationException">
    /// The caller did not ask <see cref="SignInBindingRules"/>, which refuse this proof.
    /// </exception>
    public async ValueTask<StartedSession> ExecuteAsync(SignIn signIn, CancellationToken cancellationToken)
    {
        var handle = SessionHandle.New(random);
        var session = NewSession(signIn, handle);
        var start = await store.StartAsync(
            session,
            signIn.VerifiedPassword,
            signIn.Replaced,
            live => SessionLimits.Decide(live, session, signIn.Replaced, policy),
            Events(signIn, session),
            cancellationToken);
        return new(start, handle);
    }

    private Session NewSession(SignIn signIn, SessionHandle handle)
    {
        var now = clock.GetUtcNow();
        var key = KeyOf(signIn);
        var expires = now + policy.AbsoluteLife;
        var idleExpires = now + policy.IdleLifeOf(signIn.Remember);
        return new()
        {
            Id = SessionId.New(Shard.Of(signIn.User.Id), random),
            Handle = handle.Hash,
            User = signIn.User.Id,
            Channel = signIn.Channel,
            Remembered = signIn.Remember,
            Generation = Generation.First,
            RotatedNetwork = signIn.Caller.Network,
            AnsweredAt = now,
            AnsweredNetwork = signIn.Caller.Network,
            CreatedAt = now,
            LastUsedAt = now,
            IdleExpiresAt = idleExpires < expires ? idleExpires : expires,
            ExpiresAt = expires,
            Device = signIn.Caller.Device,
            SignInDevice = signIn.Caller.Device,
            UserAgent = signIn.Caller.UserAgent,
            Address = signIn.Caller.Address,
            Key = key,
            KeyProvedAt = key is null ? null : now,
            LastProof = key is not null && signIn.Proof.State == ProofState.Valid ? signIn.Proof.Id : null,
        };
    }

    private KeyThumbprint? KeyOf(SignIn signIn) => SignInBindingRules.Decide(policy.Binding, signIn.Proof) switch
    {
        _ when signIn.CarriedKey is { } carried => carried,
        SignInBinding.Bind => signIn.Proof.Key,
        SignInBinding.LeaveUnbound => null,
        _ => throw new InvalidOperationException("A sign-in without an acceptable proof came through."),
    };

    private static IReadOnlyList<EventDraft> Events(SignIn signIn, Session session)
    {
        var succeeded = new EventDraft
        {
            At = session.CreatedAt,
            Kind = EventCatalogue.SignInSucceeded,
            Actor = Actor.Of(signIn.User.Id),
            User = signIn.User.Id,
            Session = session.Id,
            Context = PersonalContext.Of(signIn.Caller),
        };
        var started = succeeded with
        {
            Kind = EventCatalogue.SessionStarted,
            Detail =
            [
                new("bound", session.IsBound ? "yes" : "no"),
                new("channel", session.Channel == Channel.Cookie ? "cookie" : "body"),
            ],
        };
        return [succeeded, started];
    }
}
