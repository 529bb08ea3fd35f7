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
            return new Problem(ProblemType.InvalidCredentials);
        }

        // A session that was left open must not become a way to guess the password.
        var attempt = new SignInTry(default, (me.User, me.Id.ToString()));
        if (limits.TakeTry(attempt) is { } limited)
        {
            return limited;
        }

        var check = await passwords.CheckAsync(stored, current, CancellationToken.None);
        if (check == PasswordCheck.Wrong)
        {
            await RefusedAsync(me, caller);
            return new Problem(ProblemType.InvalidCredentials);
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
            return new Problem(ProblemType.InvalidCredentials);
        }

        var ended = await userSessions.SettleEndedAsync(
            me.User, EndReason.PasswordChanged, told.At, CancellationToken.None);
        return await start.ContinueAsync(http, me, caller, new(checkedNow.User, hash), ended);
    }

    private ValueTask RefusedAsync(Session me, Caller caller) => events.AppendAsync(
        [
            Told(me, caller, EventCatalogue.PasswordChangeRefused) with
            {
                Outcome = Outcome.Refused,
                Reason = "wrong_password",
            },
        ],
        CancellationToken.None);

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
