using Tidelock.Events;
using Tidelock.Server.Administration.Users;
using Tidelock.Server.Http;
using Tidelock.Server.Limits;
using Tidelock.Server.Passwords;
using Tidelock.Server.Sessions;
using Tidelock.Sessions;
using Tidelock.Users;

namespace Tidelock.Server.Users;

/// <summary>What a one-time link may do: set a password, or make the first administrator.</summary>
internal sealed class LinkEndpoints(
    IUserStore users,
    PasswordHashing passwords,
    PasswordRules rules,
    SignInLimits limits,
    CallerReader callers,
    UserSessions userSessions,
    IRandomSource random,
    TimeProvider clock)
{
    /// <summary>`POST /api/v1/auth/password/reset`.</summary>
    internal async Task<IResult> ResetPasswordAsync(HttpContext http)
    {
        var (body, problem) = await JsonBody.ReadAsync(
            http, ApiJson.Default.ResetPasswordRequest, CancellationToken.None);
        if (problem is not null)
        {
            return problem;
        }

        var errors = new FieldErrors();
        var token = errors.Required("token", body!.Token, LinkToken.MaxTextLength);
        var password = errors.Required("newPassword", body.NewPassword, PasswordPolicy.MaxLength);
        var caller = callers.Read(http, Channel.Cookie);
        return errors.Problem ?? limits.TakeRequest(caller.Network)
            ?? await ResetAsync(LinkToken.HashOf(token), password, caller, CancellationToken.None);
    }

    /// <summary>`POST /api/v1/auth/first-administrator`.</summary>
    internal async Task<IResult> FirstAdministratorAsync(HttpContext http)
    {
        var (body, problem) = await JsonBody.ReadAsync(
            http, ApiJson.Default.FirstAdministratorRequest, CancellationToken.None);
        if (problem is not null)
        {
            return problem;
        }

        var errors = new FieldErrors();
        var token = errors.Required("token", body!.Token, LinkToken.MaxTextLength);
        var name = errors.Required("username", body.Username, LoginName.MaxLength);
        var password = errors.Required("password", body.Password, PasswordPolicy.MaxLength);
        var email = string.IsNullOrEmpty(body.Email) ? null : body.Email;
        Check(errors, name, email);
        var caller = callers.Read(http, Channel.Cookie);
        return errors.Problem ?? limits.TakeRequest(caller.Network)
            ?? await AddAsync(LinkToken.HashOf(token), NewUser(name.Trim(), email?.Trim()), password, caller, http);
    }

    private static void Check(FieldErrors errors, string name, string? email)
    {
        if (name.Length > 0 && (!LoginName.TryParse(name, out var login) || login.Value.Contains('@')))
        {
            errors.Add("username", "may have letters, digits and . _ - + only");
        }

        if (email is not null && (!LoginName.TryParse(email, out var address) || !address.Value.Contains('@')))
        {
            errors.Add("email", "is not an e-mail address");
        }
    }

    private async Task<IResult> ResetAsync(
        Digest link, string password, Caller caller, CancellationToken cancellationToken)
    {
        var found = await users.FindLinkAsync(link, clock.GetUtcNow(), cancellationToken);
        if (found is not { Purpose: LinkPurpose.PasswordReset, User: { } id }
            || await users.FindAsync(id, cancellationToken) is not { User: var user })
        {
            return new Problem(ProblemType.LinkInvalid);
        }

        if (rules.Check(password, user.Name, user.Email) is { Count: > 0 } wrong)
        {
            return Weak("newPassword", wrong);
        }

        if (await passwords.HashAsync(password, cancellationToken) is not { } hash)
        {
            return Problem.Busy();
        }

        var told = Told(EventCatalogue.PasswordReset, id, caller);
        if (await users.ResetPasswordAsync(link, hash, told, cancellationToken) != UserChange.Done)
        {
            return new Problem(ProblemType.LinkInvalid);
        }

        await userSessions.SettleEndedAsync(id, EndReason.PasswordReset, told.At, cancellationToken);
        return TypedResults.NoContent();
    }

    private async Task<IResult> AddAsync(Digest link, User user, string password, Caller caller, HttpContext http)
    {
        var found = await users.FindLinkAsync(link, clock.GetUtcNow(), CancellationToken.None);
        if (found is not { Purpose: LinkPurpose.FirstAdministrator })
        {
            return new Problem(ProblemType.LinkInvalid);
        }

        if (rules.Check(password, user.Name, user.Email) is { Count: > 0 } wrong)
        {
            return Weak("password", wrong);
        }

        if (await passwords.HashAsync(password, CancellationToken.None) is not { } hash)
        {
            return Problem.Busy();
        }

        var told = Told(EventCatalogue.UserAdded, user.Id, caller) with { Detail = [RoleNames.Detail(user.Roles)] };
        return await users.AddFirstAdministratorAsync(link, user, hash, told, CancellationToken.None) switch
        {
            UserChange.Done => new Answer<UserCreatedAnswer>(
                new(user.Id.ToString(), user.Name), ApiJson.Default.UserCreatedAnswer, StatusCodes.Status201Created),
            UserChange.NameTaken => new Problem(ProblemType.NameTaken),
            _ => new Problem(ProblemType.LinkInvalid),
        };
    }

    private User NewUser(string name, string? email) => new()
    {
        Id = UserId.New(random),
        Name = name,
        Email = email,
        Roles = [User.AdministratorRole],
        CreatedAt = clock.GetUtcNow(),
        PasswordSetAt = clock.GetUtcNow(),
    };

    private EventDraft Told(EventKind kind, UserId user, Caller caller) => new()
    {
        At = clock.GetUtcNow(),
        Kind = kind,
        Actor = Actor.Of(user),
        User = user,
        Context = PersonalContext.Of(caller),
    };

    private static Problem Weak(string field, IReadOnlyList<string> wrong) => new(ProblemType.WeakPassword)
    {
        Errors = new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [.. wrong] },
    };
}
