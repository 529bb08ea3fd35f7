using Tidelock.Storage.Sqlite.Engine;
using Tidelock.Users;

namespace Tidelock.Storage.Sqlite.Users;

/// <summary>A user's row.</summary>
/// <param name="Number">Its number, which sessions carry.</param>
/// <param name="User">The user.</param>
/// <param name="Password">The verifier.</param>
internal sealed record UserRow(long Number, User User, PasswordHash? Password)
{
    /// <summary>The columns in the order in which <see cref="Read"/> takes them.</summary>
    public const string Columns =
        "number, id, name, email, roles, created_at, disabled_at, password_set_at, password";

    private const string ByIdSql = $"SELECT {Columns} FROM users WHERE id = ?";
    private const string ByNumberSql = $"SELECT {Columns} FROM users WHERE number = ?";
    private const string ByNameSql = $"SELECT {Columns} FROM users WHERE login = ?";
    private const string ByEmailSql = $"SELECT {Columns} FROM users WHERE email_login = ?";

    /// <summary>The user with this id.</summary>
    public static UserRow? Find(Connection connection, UserId id)
    {
        using var find = connection.Prepare(ByIdSql).BindId(id.Value);
        return find.Step() ? Read(find) : null;
    }

    /// <summary>The user with this number.</summary>
    public static UserRow? Find(Connection connection, long number)
    {
        using var find = connection.Prepare(ByNumberSql).Bind(number);
        return find.Step() ? Read(find) : null;
    }

    /// <summary>The user who signs in by this name, or else by this e-mail address.</summary>
    public static UserRow? Find(Connection connection, LoginName name)
    {
        using var byName = connection.Prepare(ByNameSql).Bind(name.Value);
        if (byName.Step())
        {
            return Read(byName);
        }

        using var byEmail = connection.Prepare(ByEmailSql).Bind(name.Value);
        return byEmail.Step() ? Read(byEmail) : null;
    }

    /// <summary>Reads a user from the columns.</summary>
    public static UserRow Read(Statement row)
    {
        var number = row.ReadInt64();
        var user = new User
        {
            Id = new(row.ReadUInt128()),
            Name = row.ReadText(),
            Email = row.ReadNullableText(),
            Roles = UserRoles.Read(row.ReadText()),
            CreatedAt = row.ReadTime(),
            DisabledAt = row.ReadNullableTime(),
            PasswordSetAt = row.ReadNullableTime(),
        };
        return new(number, user, row.ReadNullableText() is { } encoded ? new PasswordHash(encoded) : null);
    }
}
