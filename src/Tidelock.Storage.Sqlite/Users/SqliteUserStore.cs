#pragma warning disable CS9113
using Tidelock.Events;
using Tidelock.Sessions;
using Tidelock.Storage.Sqlite.Engine;
using Tidelock.Users;

namespace Tidelock.Storage.Sqlite.Users;

internal sealed class SqliteUserStore(params object[] _) : IUserStore
{
    public ValueTask<Credentials?> FindAsync(LoginName name, CancellationToken cancellationToken) => throw new NotSupportedException();
    public ValueTask<Credentials?> FindAsync(UserId id, CancellationToken cancellationToken) => throw new NotSupportedException();
    public ValueTask<IReadOnlyList<User>> ListAsync(LoginName? after, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();
    public ValueTask<bool> AnyAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    public ValueTask<UserChange> AddAsync(User user, PasswordHash? password, EventDraft told, CancellationToken cancellationToken) => throw new NotSupportedException();
    public ValueTask<UserChange> ChangePasswordAsync(UserId user, PasswordHash current, PasswordHash next, SessionId? keep, EventDraft told, CancellationToken cancellationToken) => throw new NotSupportedException();
    public ValueTask RehashPasswordAsync(UserId user, PasswordHash current, PasswordHash next, CancellationToken cancellationToken) => throw new NotSupportedException();
    public ValueTask<UserChange> SetDisabledAsync(UserId user, DateTimeOffset? disabledAt, EventDraft told, CancellationToken cancellationToken) => throw new NotSupportedException();
    public ValueTask<UserChange> SetRolesAsync(UserId user, IReadOnlyList<string> roles, EventDraft told, CancellationToken cancellationToken) => throw new NotSupportedException();
    public ValueTask<UserChange> EraseAsync(UserId user, EventDraft told, CancellationToken cancellationToken) => throw new NotSupportedException();
    public ValueTask<UserChange> AddLinkAsync(OneTimeLink link, EventDraft told, CancellationToken cancellationToken) => throw new NotSupportedException();
    public ValueTask<OneTimeLink?> FindLinkAsync(Digest tokenHash, DateTimeOffset now, CancellationToken cancellationToken) => throw new NotSupportedException();
    public ValueTask<UserChange> ResetPasswordAsync(Digest tokenHash, PasswordHash next, EventDraft told, CancellationToken cancellationToken) => throw new NotSupportedException();
    public ValueTask<UserChange> AddFirstAdministratorAsync(Digest tokenHash, User user, PasswordHash password, EventDraft told, CancellationToken cancellationToken) => throw new NotSupportedException();
}
