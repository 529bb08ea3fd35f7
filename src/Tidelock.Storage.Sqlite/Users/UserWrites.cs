using Tidelock.Events;
using Tidelock.Sessions;
using Tidelock.Storage.Sqlite.Engine;
using Tidelock.Storage.Sqlite.Events;
using Tidelock.Storage.Sqlite.Sessions;
using Tidelock.Users;

namespace Tidelock.Storage.Sqlite.Users;

/// <summary>The statements that change users; they run on the writer thread, inside a change's savepoint.</summary>
internal static class UserWrites
{
    private const string TakenSql =
        "SELECT 1 FROM users WHERE login IN (?1, ?2) OR email_login IN (?1, ?2) LIMIT 1";

    private const string InsertSql =
        """
        INSERT INTO users (
            id, name, login, email, email_login, roles, password, password_set_at, created_at, disabled_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """;

    private const string PasswordSql = "UPDATE users SET password = ?, password_set_at = ? WHERE number = ?";
    private const string DisabledSql = "UPDATE users SET disabled_at = ? WHERE number = ?";
    private const string RolesSql = "UPDATE users SET roles = ? WHERE number = ?";
    private const string DeleteSql = "DELETE FROM users WHERE number = ?";
    private const string DeleteSessionsSql = "DELETE FROM sessions WHERE user_number = ?";

    private const string RehashSql = "UPDATE users SET password = ? WHERE id = ? AND password = ?";

    // Roles stand one a line. This reads all users at worst, and only when an enabled administrator steps down.
    private const string OtherAdministratorSql =
        $"""
        SELECT 1 FROM users
        WHERE number <> ? AND disabled_at IS NULL
        AND instr(char(10) || roles || char(10), char(10) || '{User.AdministratorRole}' || char(10)) > 0
        LIMIT 1
        """;

    /// <summary>Adds a user, unless the name or the address is another user's name or address.</summary>
    public static UserChange Add(WriteScope scope, User user, PasswordHash? password, EventDraft told)
    {
        var login = Normal(user.Name);
        var email = user.Email is null ? null : Normal(user.Email);
        if (IsTaken(scope.Connection, login, email))
        {
            return UserChange.NameTaken;
        }

        using var insert = scope.Connection.Prepare(InsertSql)
            .BindId(user.Id.Value).Bind(user.Name).Bind(login).Bind(user.Email).Bind(email)
            .Bind(UserRoles.Write(user.Roles)).Bind(password?.Encoded).Bind(user.PasswordSetAt)
            .Bind(user.CreatedAt).Bind(user.DisabledAt);
        insert.Run();
        Remember(scope, user.Roles);
        EventWrites.Append(scope, told);
        return UserChange.Done;
    }

    /// <summary>Sets a password, and ends sessions and reset links with it.</summary>
    public static void SetPassword(
        WriteScope scope, UserRow user, PasswordHash next, EndReason reason, EventDraft told)
    {
        using var set = scope.Connection.Prepare(PasswordSql).Bind(next.Encoded).Bind(told.At).Bind(user.Number);
        set.Run();
        LinkWrites.Delete(scope.Connection, LinkPurpose.PasswordReset, user.Number);
        EventWrites.Append(scope, told);
        EndAll(scope, user, reason, told);
    }

    /// <summary>Replaces a verifier by another of the same password.</summary>
    public static int Rehash(WriteScope scope, UserId user, PasswordHash current, PasswordHash next)
    {
        using var rehash = scope.Connection.Prepare(RehashSql)
            .Bind(next.Encoded).BindId(user.Value).Bind(current.Encoded);
        return rehash.Run();
    }

    /// <summary>Disables or enables; disabling ends all sessions.</summary>
    public static UserChange SetDisabled(WriteScope scope, UserRow user, DateTimeOffset? disabledAt, EventDraft told)
    {
        if (disabledAt is not null && IsLastAdministrator(scope.Connection, user))
        {
            return UserChange.LastAdministrator;
        }

        SetDisabledAlways(scope, user, disabledAt, told);
        return UserChange.Done;
    }

    /// <summary>The same, whoever it is.</summary>
    public static void SetDisabledAlways(
        WriteScope scope, UserRow user, DateTimeOffset? disabledAt, EventDraft told)
    {
        using var set = scope.Connection.Prepare(DisabledSql).Bind(disabledAt).Bind(user.Number);
        set.Run();
        EventWrites.Append(scope, told);
        if (disabledAt is not null)
        {
            EndAll(scope, user, EndReason.AccountDisabled, told);
        }
    }

    /// <summary>Replaces the roles.</summary>
    public static UserChange SetRoles(WriteScope scope, UserRow user, IReadOnlyList<string> roles, EventDraft told)
    {
        if (!roles.Contains(User.AdministratorRole, StringComparer.Ordinal)
            && IsLastAdministrator(scope.Connection, user))
        {
            return UserChange.LastAdministrator;
        }

        using var set = scope.Connection.Prepare(RolesSql).Bind(UserRoles.Write(roles)).Bind(user.Number);
        set.Run();
        Remember(scope, roles);
        EventWrites.Append(scope, told);
        return UserChange.Done;
    }

    /// <summary>
    /// Erases a person. The events of the erasure are stripped of what would be this person's, or they would bring
    /// back what they tell the end of.
    /// </summary>
    public static UserChange Erase(WriteScope scope, UserRow user, EventDraft told)
    {
        if (IsLastAdministrator(scope.Connection, user))
        {
            return UserChange.LastAdministrator;
        }

        EraseAlways(scope, user, told);
        return UserChange.Done;
    }

    /// <summary>The same, whoever it is.</summary>
    public static void EraseAlways(WriteScope scope, UserRow user, EventDraft told)
    {
        var ownContext = PersonalPart.OwnerOf(told.Actor, user.User.Id) == user.User.Id;
        var stripped = told with { User = user.User.Id, Context = ownContext ? null : told.Context };
        if (PersonalRow.Erase(scope, user.User.Id) > 0)
        {
            EventWrites.AppendAlways(scope, stripped);
        }
        else
        {
            EventWrites.Append(scope, stripped);
        }

        EndAll(scope, user, EndReason.AccountErased, stripped);
        Run(scope.Connection, DeleteSessionsSql, user.Number);
        LinkWrites.DeleteAll(scope.Connection, user.Number);
        Run(scope.Connection, DeleteSql, user.Number);
    }

    private static void Remember(WriteScope scope, IReadOnlyList<string> roles)
    {
        if (roles.Contains(User.AdministratorRole, StringComparer.Ordinal))
        {
            StoreMeta.RememberAdministrator(scope.Connection);
        }
    }

    private static bool IsLastAdministrator(Connection connection, UserRow user)
    {
        if (user.User is not { DisabledAt: null, IsAdministrator: true })
        {
            return false;
        }

        using var other = connection.Prepare(OtherAdministratorSql).Bind(user.Number);
        return !other.Step();
    }

    private static void EndAll(WriteScope scope, UserRow user, EndReason reason, EventDraft told) =>
        SessionEnding.End(scope, SessionWrites.Live(scope, user.Number), reason, told);

    private static bool IsTaken(Connection connection, string login, string? email)
    {
        using var taken = connection.Prepare(TakenSql).Bind(login).Bind(email ?? login);
        return taken.Step();
    }

    private static string Normal(string name) => LoginName.TryParse(name, out var login)
        ? login.Value
        : throw new ArgumentException("A name to sign in with is a login name.", nameof(name));

    private static void Run(Connection connection, string sql, long number)
    {
        using var statement = connection.Prepare(sql).Bind(number);
        statement.Run();
    }
}
