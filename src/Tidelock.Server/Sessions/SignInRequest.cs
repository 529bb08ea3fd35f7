using Tidelock.Events;
using Tidelock.Server.Limits;
using Tidelock.Sessions;
using Tidelock.Tokens;
using Tidelock.Users;

namespace Tidelock.Server.Sessions;

/// <summary>A sign-in as it was asked for, without the password.</summary>
/// <param name="Name">The name that was given.</param>
/// <param name="Remember">"Remember me".</param>
/// <param name="Channel">How the refresh token will travel.</param>
/// <param name="Caller">From where.</param>
/// <param name="Proof">What became of the proof.</param>
/// <param name="Device">The device: the one that the client named, or a new one.</param>
internal sealed record SignInRequest(
    string Name, bool Remember, Channel Channel, Caller Caller, ProofCheck Proof, DeviceToken Device);

/// <summary>Writes down sign-ins that were refused; those that succeed are told with their session.</summary>
internal sealed class SignInAudit(IEventStore events, TimeProvider clock)
{
    /// <summary>How often it is told that one account, or one device of it, is out of tries.</summary>
    internal static readonly TimeSpan LockedOutInterval = TimeSpan.FromMinutes(1);

    private readonly RefusalThrottle<SignInTry> _lockedOut = new(LockedOutInterval);

    internal ValueTask FailedAsync(SignInRequest request, User? user, CancellationToken cancellationToken) =>
        TellAsync(request, user, user is null ? "unknown_user" : "wrong_password", cancellationToken);

    internal ValueTask DisabledAsync(SignInRequest request, User user, CancellationToken cancellationToken) =>
        TellAsync(request, user, "account_disabled", cancellationToken);

    /// <summary>
    /// No password was looked at, so this costs a guesser nothing and may come in any number: it is told once a minute.
    /// </summary>
    internal async ValueTask LockedOutAsync(
        SignInRequest request, User? user, SignInTry attempt, CancellationToken cancellationToken)
    {
        if (_lockedOut.IsDue(attempt, clock.GetUtcNow()))
        {
            await TellAsync(request, user, "rate_limited", cancellationToken);
        }
    }

    internal ValueTask LimitAsync(SignInRequest request, User user, CancellationToken cancellationToken) =>
        TellAsync(request, user, "session_limit", cancellationToken);

    private ValueTask TellAsync(
        SignInRequest request, User? user, string reason, CancellationToken cancellationToken) =>
        events.AppendAsync(
            [
                new()
                {
                    At = clock.GetUtcNow(),
                    Kind = EventCatalogue.SignInFailed,
                    Actor = Actor.Anonymous,
                    Outcome = Outcome.Refused,
                    User = user?.Id,
                    Reason = reason,

                    // A name that nobody has may be a password typed into the wrong field.
                    Context = PersonalContext.Of(request.Caller, user is null ? null : request.Name),
                },
            ],
            cancellationToken);
}
