using Tidelock.Events;
using Tidelock.Users;

namespace Tidelock.Server.Tests.Secrets;

/// <summary>A store of users whose changes fail when it is told to; it is always read, so that there is one to make.
/// </summary>
internal sealed class UsersThatFail(IUserStore inner, CarelessFailure failure) : IUserStore
{
    public ValueTask<Credentials?> FindAsync(LoginName name, CancellationToken cancellationToken) =>
        inner.FindAsync(name, cancellationToken);

    public ValueTask<Credentials?> FindAsync(UserId id, CancellationToken cancellationToken) =>
        inner.FindAsync(id, cancellationToken);

    public ValueTask<IReadOnlyList<User>> ListAsync(
        LoginName? after, int limit, CancellationToken cancellationToken) =>
        inner.ListAsync(after, limit, cancellationToken);

    public ValueTask<bool> AdministratorWasMadeAsync(CancellationToken cancellationToken) =>
        inner.AdministratorWasMadeAsync(cancellationToken);

    public ValueTask<UserChange> AddAsync(
        User user, PasswordHash? password, EventDraft told, CancellationToken cancellationToken) =>
        failure.Before(inner, user, password, told).AddAsync(user, password, told, cancellationToken);

    public ValueTask<UserChange> ChangePasswordAsync(
        UserId user, PasswordHash current, PasswordHash next, EventDraft told,
        CancellationToken cancellationToken) =>
        failure.Before(inner, user, current, next, told)
            .ChangePasswordAsync(user, current, next, told, cancellationToken);

    public ValueTask RehashPasswordAsync(
        UserId user, PasswordHash current, PasswordHash next, CancellationToken cancellationToken) =>
        failure.Before(inner, user, current, next).RehashPasswordAsync(user, current, next, cancellationToken);

    public ValueTask<UserChange> SetDisabledAsync(
        UserId user, DateTimeOffset? disabledAt, EventDraft told, CancellationToken cancellationToken) =>
        failure.Before(inner, user, told).SetDisabledAsync(user, disabledAt, told, cancellationToken);

    public ValueTask<UserChange> SetRolesAsync(
        UserId user, IReadOnlyList<string> roles, EventDraft told, CancellationToken cancellationToken) =>
        failure.Before(inner, user, roles, told).SetRolesAsync(user, roles, told, cancellationToken);

    public ValueTask<UserChange> EraseAsync(UserId user, EventDraft told, CancellationToken cancellationToken) =>
        failure.Before(inner, user, told).EraseAsync(user, told, cancellationToken);

    public ValueTask<UserChange> AddLinkAsync(
        OneTimeLink link, EventDraft told, CancellationToken cancellationToken) =>
        failure.Before(inner, link, told).AddLinkAsync(link, told, cancellationToken);

    public ValueTask<OneTimeLink?> FindLinkAsync(
        Digest tokenHash, DateTimeOffset now, CancellationToken cancellationToken) =>
        inner.FindLinkAsync(tokenHash, now, cancellationToken);

    public ValueTask<UserChange> ResetPasswordAsync(
        Digest tokenHash, PasswordHash next, EventDraft told, CancellationToken cancellationToken) =>
        failure.Before(inner, tokenHash, next, told).ResetPasswordAsync(tokenHash, next, told, cancellationToken);

    public ValueTask<UserChange> AddFirstAdministratorAsync(
        Digest tokenHash, User user, PasswordHash password, EventDraft told, CancellationToken cancellationToken) =>
        failure.Before(inner, tokenHash, user, password, told)
            .AddFirstAdministratorAsync(tokenHash, user, password, told, cancellationToken);
}
