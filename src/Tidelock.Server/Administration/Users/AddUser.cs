using Tidelock.Events;
using Tidelock.Server.Administration.Access;
using Tidelock.Server.Http;
using Tidelock.Server.Passwords;
using Tidelock.Server.Users;
using Tidelock.Users;

namespace Tidelock.Server.Administration.Users;

/// <summary>Adds a user, with a password or with a link to set one.</summary>
internal sealed class AddUser(
    IUserStore users,
    PasswordRules rules,
    PasswordHashing passwords,
    IssueLink links,
    IRandomSource random,
    TimeProvider clock)
{
    private const int MaxNameLength = LoginName.MaxLength;
    private const int MaxEmailLength = LoginName.MaxLength;

    internal async Task<IResult> HandleAsync(HttpContext http, Operator by, CancellationToken cancellationToken)
    {
        var (request, problem) = await JsonBody.ReadAsync(http, AdminJson.Default.AddUserRequest, cancellationToken);
        if (request is null)
        {
            return problem!;
        }

        if (Check(request) is { } wrong)
        {
            return wrong;
        }

        PasswordHash? hash = null;
        if (request.Password is { } password)
        {
            hash = await passwords.HashAsync(password, cancellationToken);
            if (hash is null)
            {
                return Problem.Busy();
            }
        }

        return await AddAsync(request, hash, by, cancellationToken);
    }

    private Problem? Check(AddUserRequest request)
    {
        var errors = new FieldErrors();
        var name = errors.Required("name", request.Name, MaxNameLength);
        if (name.Length > 0 && (!LoginName.TryParse(name, out _) || name.Contains('@')))
        {
            errors.Add("name", "must be text without control characters and without @");
        }

        if (request.Email is { } email && !IsAddress(email))
        {
            errors.Add("email", "must be an e-mail address");
        }

        if (request.Password is { Length: > PasswordPolicy.MaxLength })
        {
            errors.Add("password", $"must have at most {PasswordPolicy.MaxLength} characters");
        }

        if (RoleNames.Mistake(request.Roles ?? []) is { } mistake)
        {
            errors.Add("roles", mistake);
        }

        return errors.Problem ?? CheckPassword(request);
    }

    private Problem? CheckPassword(AddUserRequest request)
    {
        if (request.Password is null)
        {
            return null;
        }

        var wrong = rules.Check(request.Password, request.Name, request.Email);
        return wrong.Count == 0 ? null : new(ProblemType.WeakPassword)
        {
            Errors = new Dictionary<string, string[]>(StringComparer.Ordinal) { ["password"] = [.. wrong] },
        };
    }

    private async Task<IResult> AddAsync(
        AddUserRequest request, PasswordHash? hash, Operator by, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var user = new User
        {
            Id = UserId.New(random),
            Name = request.Name!.Trim(),
            Email = request.Email?.Trim(),
            Roles = RoleNames.Ordered(request.Roles ?? []),
            CreatedAt = now,
            PasswordSetAt = hash is null ? null : now,
        };
        var told = by.Does(EventCatalogue.UserAdded, now, RoleNames.Detail(user.Roles)) with { User = user.Id };
        if (await users.AddAsync(user, hash, told, cancellationToken) != UserChange.Done)
        {
            return new Problem(ProblemType.NameTaken);
        }

        var link = hash is null ? await links.ForPasswordAsync(user.Id, by.Self, cancellationToken) : null;
        return AdminJson.Created(new AddedUser(UserView.Of(user), LinkView.Of(link)));
    }

    /// <summary>Only mail that arrives proves an address; this keeps out what can't be one.</summary>
    private static bool IsAddress(string email) =>
        email.Length <= MaxEmailLength
        && LoginName.TryParse(email, out _)
        && email.IndexOf('@') is > 0 and var at
        && at == email.LastIndexOf('@')
        && at < email.Length - 1
        && !email.Any(char.IsWhiteSpace);
}
