using Tidelock.Events;
using Tidelock.Sessions;
using Tidelock.Storage.Sqlite.Engine;
using Tidelock.Storage.Sqlite.Events;
using Tidelock.Users;

namespace Tidelock.Storage.Sqlite.Users;

/// <summary>The users' rows: every change here is one item of a group commit.</summary>
internal sealed class SqliteUserStore(Writer writer, ReaderPool readers) : IUserStore
{
    private const string ListSql =
        $"SELECT {UserRow.Columns} FROM users WHERE login > ? ORDER BY login LIMIT ?";

    /// <inheritdoc />
    public ValueTask<Credentials?> FindAsync(LoginName name, CancellationToken cancellationToken) =>
        readers.ReadAsync(connection => ToCredentials(UserRow.Find(connection, name)), cancellationToken);

    /// <inheritdoc />
    public ValueTask<Credentials?> FindAsync(UserId id, CancellationToken cancellationToken) =>
        readers.ReadAsync(connection => ToCredentials(UserRow.Find(connection, id)), cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<User>> ListAsync(
        LoginName? after, int limit, CancellationToken cancellationToken) =>
        readers.ReadAsync<IReadOnlyList<User>>(
            connection =>
            {
                var users = new List<User>();
                using var rows = connection.Prepare(ListSql).Bind(after?.Value ?? string.Empty).Bind(limit);
                while (rows.Step())
                {
                    users.Add(UserRow.Read(rows).User);
                }

                return users;
            },
            cancellationToken);

    /// <inheritdoc />
    public ValueTask<bool> AdministratorWasMadeAsync(CancellationToken cancellationToken) =>
        readers.ReadAsync(StoreMeta.AdministratorWasMade, cancellationToken);

    /// <inheritdoc />
    public ValueTask<UserChange> AddAsync(
        User user, PasswordHash? password, EventDraft told, CancellationToken cancellationToken) =>
        writer.RunAsync(scope => UserWrites.Add(scope, user, password, told), cancellationToken);

    /// <inheritdoc />
    public ValueTask<UserChange> ChangePasswordAsync(
        UserId user, PasswordHash current, PasswordHash next, EventDraft told,
        CancellationToken cancellationToken) =>
        ChangeAsync(
            user,
            (scope, row) =>
            {
                if (row.Password != current)
                {
                    return UserChange.Stale;
                }

                UserWrites.SetPassword(scope, row, next, EndReason.PasswordChanged, told);
                return UserChange.Done;
            },
            cancellationToken);

    /// <inheritdoc />
    public async ValueTask RehashPasswordAsync(
        UserId user, PasswordHash current, PasswordHash next, CancellationToken cancellationToken) =>
        await writer.RunAsync(scope => UserWrites.Rehash(scope, user, current, next), cancellationToken);

    /// <inheritdoc />
    public ValueTask<UserChange> SetDisabledAsync(
        UserId user, DateTimeOffset? disabledAt, EventDraft told, CancellationToken cancellationToken) =>
        ChangeAsync(user, (scope, row) => UserWrites.SetDisabled(scope, row, disabledAt, told), cancellationToken);

    /// <inheritdoc />
    public ValueTask<UserChange> SetRolesAsync(
        UserId user, IReadOnlyList<string> roles, EventDraft told, CancellationToken cancellationToken) =>
        ChangeAsync(user, (scope, row) => UserWrites.SetRoles(scope, row, roles, told), cancellationToken);

    /// <inheritdoc />
    public ValueTask<UserChange> EraseAsync(UserId user, EventDraft told, CancellationToken cancellationToken) =>
        ChangeAsync(user, (scope, row) => UserWrites.Erase(scope, row, told), cancellationToken);

    /// <inheritdoc />
    public ValueTask<UserChange> AddLinkAsync(
        OneTimeLink link, EventDraft told, CancellationToken cancellationToken) =>
        writer.RunAsync(
            scope =>
            {
                var user = link.User is { } id ? UserRow.Find(scope.Connection, id) : null;
                if (link.User is not null && user is null)
                {
                    return UserChange.NotFound;
                }

                LinkWrites.Insert(scope.Connection, link, user?.Number, told.At);
                EventWrites.Append(scope, told);
                return UserChange.Done;
            },
            cancellationToken);

    /// <inheritdoc />
    public ValueTask<OneTimeLink?> FindLinkAsync(
        Digest tokenHash, DateTimeOffset now, CancellationToken cancellationToken) =>
        readers.ReadAsync(connection => LinkWrites.Find(connection, tokenHash, now)?.Link, cancellationToken);

    /// <inheritdoc />
    public ValueTask<UserChange> ResetPasswordAsync(
        Digest tokenHash, PasswordHash next, EventDraft told, CancellationToken cancellationToken) =>
        writer.RunAsync(
            scope =>
            {
                if (LinkWrites.Find(scope.Connection, tokenHash, told.At)
                    is not ({ Purpose: LinkPurpose.PasswordReset }, { } user))
                {
                    return UserChange.LinkInvalid;
                }

                var toldOfUser = told with { User = user.User.Id };
                UserWrites.SetPassword(scope, user, next, EndReason.PasswordReset, toldOfUser);
                return UserChange.Done;
            },
            cancellationToken);

    /// <inheritdoc />
    public ValueTask<UserChange> AddFirstAdministratorAsync(
        Digest tokenHash, User user, PasswordHash password, EventDraft told, CancellationToken cancellationToken) =>
        writer.RunAsync(
            scope =>
            {
                var connection = scope.Connection;
                if (LinkWrites.Find(connection, tokenHash, told.At)
                    is not ({ Purpose: LinkPurpose.FirstAdministrator }, _)
                    || StoreMeta.AdministratorWasMade(connection))
                {
                    return UserChange.LinkInvalid;
                }

                var added = UserWrites.Add(scope, user, password, told);
                if (added == UserChange.Done)
                {
                    LinkWrites.Delete(connection, LinkPurpose.FirstAdministrator, userNumber: null);
                }

                return added;
            },
            cancellationToken);

    private ValueTask<UserChange> ChangeAsync(
        UserId user, Func<WriteScope, UserRow, UserChange> change, CancellationToken cancellationToken) =>
        writer.RunAsync(
            scope => UserRow.Find(scope.Connection, user) is { } row ? change(scope, row) : UserChange.NotFound,
            cancellationToken);

    private static Credentials? ToCredentials(UserRow? row) => row is null ? null : new(row.User, row.Password);
}
