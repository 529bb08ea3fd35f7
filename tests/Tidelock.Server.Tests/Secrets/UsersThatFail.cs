using Tidelock.Events;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Users;

namespace Tidelock.Server.Tests.Secrets;

/// <summary>A store of users whose changes fail when it is told to; it is always read, so that there is one to make.
/// </summary>
internal sealed class UsersThatFail(IUserStore inner, CarelessFailure failure) : UsersInFront(inner)
{
    private readonly IUserStore _users = inner;

    public override ValueTask<UserChange> AddAsync(
        User user, PasswordHash? password, EventDraft told, CancellationToken cancellationToken) =>
        failure.Before(_users, user, password, told).AddAsync(user, password, told, cancellationToken);

    public override ValueTask<UserChange> ChangePasswordAsync(
        UserId user, PasswordHash current, PasswordHash next, EventDraft told,
        CancellationToken cancellationToken) =>
        failure.Before(_users, user, current, next, told)
            .ChangePasswordAsync(user, current, next, told, cancellationToken);

    public override ValueTask RehashPasswordAsync(
        UserId user, PasswordHash current, PasswordHash next, CancellationToken cancellationToken) =>
        failure.Before(_users, user, current, next).RehashPasswordAsync(user, current, next, cancellationToken);

    public override ValueTask<UserChange> SetDisabledAsync(
        UserId user, DateTimeOffset? disabledAt, EventDraft told, CancellationToken cancellationToken) =>
        failure.Before(_users, user, told).SetDisabledAsync(user, disabledAt, told, cancellationToken);

    public override ValueTask<UserChange> SetRolesAsync(
        UserId user, IReadOnlyList<string> roles, EventDraft told, CancellationToken cancellationToken) =>
        failure.Before(_users, user, roles, told).SetRolesAsync(user, roles, told, cancellationToken);

    public override ValueTask<UserChange> EraseAsync(
        UserId user, EventDraft told, CancellationToken cancellationToken) =>
        failure.Before(_users, user, told).EraseAsync(user, told, cancellationToken);

    public override ValueTask<UserChange> AddLinkAsync(
        OneTimeLink link, EventDraft told, CancellationToken cancellationToken) =>
        failure.Before(_users, link, told).AddLinkAsync(link, told, cancellationToken);

    public override ValueTask<UserChange> ResetPasswordAsync(
        Digest tokenHash, PasswordHash next, EventDraft told, CancellationToken cancellationToken) =>
        failure.Before(_users, tokenHash, next, told).ResetPasswordAsync(tokenHash, next, told, cancellationToken);

    public override ValueTask<UserChange> AddFirstAdministratorAsync(
        Digest tokenHash, User user, PasswordHash password, EventDraft told, CancellationToken cancellationToken) =>
        failure.Before(_users, tokenHash, user, password, told)
            .AddFirstAdministratorAsync(tokenHash, user, password, told, cancellationToken);
}
