using Tidelock.Events;
using Tidelock.Users;

namespace Tidelock.Server.Tests.Hosting;

/// <summary>Passes everything on to the users behind it.</summary>
internal abstract class UsersInFront(IUserStore inner) : IUserStore
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

    public virtual ValueTask<UserChange> AddAsync(
        User user, PasswordHash? password, EventDraft told, CancellationToken cancellationToken) =>
        inner.AddAsync(user, password, told, cancellationToken);

    public virtual ValueTask<UserChange> ChangePasswordAsync(
        UserId user, PasswordHash current, PasswordHash next, EventDraft told,
        CancellationToken cancellationToken) =>
        inner.ChangePasswordAsync(user, current, next, told, cancellationToken);

    public virtual ValueTask RehashPasswordAsync(
        UserId user, PasswordHash current, PasswordHash next, CancellationToken cancellationToken) =>
        inner.RehashPasswordAsync(user, current, next, cancellationToken);

    public virtual ValueTask<UserChange> SetDisabledAsync(
        UserId user, DateTimeOffset? disabledAt, EventDraft told, CancellationToken cancellationToken) =>
        inner.SetDisabledAsync(user, disabledAt, told, cancellationToken);

    public virtual ValueTask<UserChange> SetRolesAsync(
        UserId user, IReadOnlyList<string> roles, EventDraft told, CancellationToken cancellationToken) =>
        inner.SetRolesAsync(user, roles, told, cancellationToken);

    public virtual ValueTask<UserChange> EraseAsync(
        UserId user, EventDraft told, CancellationToken cancellationToken) =>
        inner.EraseAsync(user, told, cancellationToken);

    public virtual ValueTask<UserChange> AddLinkAsync(
        OneTimeLink link, EventDraft told, CancellationToken cancellationToken) =>
        inner.AddLinkAsync(link, told, cancellationToken);

    public ValueTask<OneTimeLink?> FindLinkAsync(
        Digest tokenHash, DateTimeOffset now, CancellationToken cancellationToken) =>
        inner.FindLinkAsync(tokenHash, now, cancellationToken);

    public virtual ValueTask<UserChange> ResetPasswordAsync(
        Digest tokenHash, PasswordHash next, EventDraft told, CancellationToken cancellationToken) =>
        inner.ResetPasswordAsync(tokenHash, next, told, cancellationToken);

    public virtual ValueTask<UserChange> AddFirstAdministratorAsync(
        Digest tokenHash, User user, PasswordHash password, EventDraft told, CancellationToken cancellationToken) =>
        inner.AddFirstAdministratorAsync(tokenHash, user, password, told, cancellationToken);
}
