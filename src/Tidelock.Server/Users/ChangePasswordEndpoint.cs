using Tidelock.Events;
using Tidelock.Server.Http;
using Tidelock.Server.Limits;
using Tidelock.Server.Passwords;
using Tidelock.Server.Sessions;
using Tidelock.Server.Tokens;
using Tidelock.Sessions;
using Tidelock.Users;

namespace Tidelock.Server.Users;

/// <summary>
/// `POST /api/v1/auth/password`: changes the own password and ends all sessions, this one too, in whose place a new one
/// starts at once. The person who changes the password wants everybody else out, copies of this session among them.
/// </summary>
internal sealed class ChangePasswordEndpoint(
    IUserStore users,
    IEventStore events,
    PasswordHashing passwords,
    PasswordRules rules,
    SignInLimits limits,
    CallerReader callers,
    UserSessions userSessions,
    SignInStart start,
    TimeProvider clock)
{
    /// <summary>How often it is told that a session is out of tries.</summary>
    private static readonly TimeSpan LockedOutInterval = TimeSpan.FromMinutes(1);

    private readonly RefusalThrottle<SessionId> _lockedOut = new(LockedOutInterval);

    internal async Task<IResult> HandleAsync(HttpContext http)
    {
        var (body, problem) = await JsonBody.ReadAsync(
            http, ApiJson.Default.ChangePasswordRequest, CancellationToken.None);
        if (problem is not null)
        {
            return problem;
        }

        var errors = new FieldErrors();
        var current = errors.Required("currentPassword", body!.CurrentPassword, PasswordPolicy.MaxLength);
        var next = errors.Required("newPassword", body.NewPassword, PasswordPolicy.MaxLength);
        var me = SignedIn.Of(http).Session;
        var caller = callers.Read(http, me.Channel);

        // It hashes as a sign-in does, and starts a session: nobody gets more of that by having signed in once.
        return errors.Problem ?? limits.TakeAddress(caller.Network)
            ?? await CheckAsync(http, me, caller, current, next);
    }

    private async Task<IResult> CheckAsync(HttpContext http, Session me, Caller caller, string current, string next)
    {
        if (await users.FindAsync(me.User, CancellationToken.None) is not { Password: { } stored, User: var user })
        {
            return await RefuseAsync(me, caller, "no_password");
        }

        // A session that was left open must not become a way to guess the password.
        var attempt = new SignInTry(default, (me.User, me.Id.ToString()));
        if (limits.TakeTry(attempt) is { } limited)
        {
            return await LimitAsync(me, caller, limited);
        }

        var check = await passwords.CheckAsync(stored, current, CancellationToken.None);
        if (check == PasswordCheck.Wrong)
        {
            return await RefuseAsync(me, caller, "wrong_password");
        }

        limits.GiveBack(attempt);
        return check is null ? Problem.Busy()
            : rules.Check(next, user.Name, user.Email) is { Count: > 0 } wrong ? Weak(wrong)
            : await ChangeAsync(http, me, caller, new(user, stored), next);
    }

    private async Task<IResult> ChangeAsync(
        HttpContext http, Session me, Caller caller, Credentials checkedNow, string next)
    {
        if (await passwords.HashAsync(next, CancellationToken.None) is not { } hash)
        {
            return Problem.Busy();
        }

        var told = Told(me, caller, EventCatalogue.PasswordChanged);
        var change = await users.ChangePasswordAsync(
            me.User, checkedNow.Password!.Value, hash, told, CancellationToken.None);
        if (change != UserChange.Done)
        {
            return await RefuseAsync(me, caller, "changed_meanwhile");
        }

        var ended = await userSessions.SettleEndedAsync(
            me.User, EndReason.PasswordChanged, told.At, CancellationToken.None);
        return await start.ContinueAsync(http, me, caller, new(checkedNow.User, hash), ended);
    }

    /// <summary>Told once a minute only: no password was looked at, and a loop must not fill the log.</summary>
    private async Task<Problem> LimitAsync(Session me, Caller caller, Problem limited)
    {
        if (_lockedOut.IsDue(me.Id, clock.GetUtcNow()))
        {
            await RefuseAsync(me, caller, "rate_limited");
        }

        return limited;
    }

    private async Task<Problem> RefuseAsync(Session me, Caller caller, string reason)
    {
        var told = Told(me, caller, EventCatalogue.PasswordChangeRefused);
        await events.AppendAsync(
            [told with { Outcome = Outcome.Refused, Reason = reason }], CancellationToken.None);
        return new(ProblemType.InvalidCredentials);
    }

    private EventDraft Told(Session me, Caller caller, EventKind kind) => new()
    {
        At = clock.GetUtcNow(),
        Kind = kind,
        Actor = Actor.Of(me.User),
        User = me.User,
        Session = me.Id,
        Context = PersonalContext.Of(caller),
    };

    private static Problem Weak(IReadOnlyList<string> wrong) => new(ProblemType.WeakPassword)
    {
        Errors = new Dictionary<string, string[]>(StringComparer.Ordinal) { ["newPassword"] = [.. wrong] },
    };
}
