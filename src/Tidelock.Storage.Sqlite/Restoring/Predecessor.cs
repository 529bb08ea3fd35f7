using System.Globalization;
using Tidelock.Events;
using Tidelock.Keys;
using Tidelock.Sessions;
using Tidelock.Storage.Sqlite.Engine;
using Tidelock.Storage.Sqlite.Events;
using Tidelock.Storage.Sqlite.Keys;
using Tidelock.Storage.Sqlite.Sessions;
using Tidelock.Storage.Sqlite.Users;
using Tidelock.Users;

namespace Tidelock.Storage.Sqlite.Restoring;

/// <summary>
/// The database that a backup replaces. It knows what was revoked after the backup was made. It may also be the
/// damaged file for whose sake somebody restores, so every failure to read it ends the carrying and nothing else.
/// </summary>
internal sealed class Predecessor(SqliteDatabase restored, string path, DateTimeOffset now)
{
    /// <summary>Rows of the restored database in one commit.</summary>
    private const int Page = 1000;

    private const string EndedSql = "SELECT ended_at, end_reason FROM sessions WHERE id = ? AND ended_at IS NOT NULL";
    private const string ErasedSql = "SELECT 1 FROM events WHERE user_id = ? AND kind = 'user.erased' LIMIT 1";
    private const string LiveSql =
        """
        SELECT number, id, (SELECT id FROM users WHERE users.number = user_number) FROM sessions
        WHERE number > ? AND ended_at IS NULL ORDER BY number LIMIT ?
        """;

    private const string EndSql =
        "UPDATE sessions SET ended_at = ?, end_reason = ?, version = version + 1 WHERE number = ?";

    private const string UsersSql =
        $"SELECT {UserRow.Columns} FROM users WHERE number > ? ORDER BY number LIMIT ?";

    private const string PasswordSql = "UPDATE users SET password = ?, password_set_at = ? WHERE number = ?";

    private static readonly Initiator Restorer = new(Actor.LocalOperator);
    private static readonly string Reason = EventCatalogue.StoreRestored.Name;

    private CarriedOver _carried = CarriedOver.Nothing;

    /// <summary>Carries over; tells how far it came.</summary>
    public async Task<CarriedOver> CarryOverAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            return CarriedOver.Nothing;
        }

        try
        {
            using var old = Connection.OpenForReading(path);
            var id = Reading(() => StoreMeta.ReadId(old));
            if (await restored.Writer.RunAsync(scope => StoreMeta.ReadId(scope.Connection), cancellationToken) != id)
            {
                return _carried with { Problem = "The database that was there is of another store." };
            }

            await restored.Writer.RunAsync(scope => CarryKeys(scope, old), cancellationToken);
            await InPagesAsync((scope, after) => CarryEnds(scope, old, after), cancellationToken);
            await InPagesAsync((scope, after) => CarryUsers(scope, old, after), cancellationToken);
        }
        catch (Exception failure) when (failure is SqliteException or UnreadableException)
        {
            var problem = (failure.InnerException ?? failure).Message;
            return _carried with { Problem = $"The database that was there can't be read: {problem}" };
        }

        return _carried;
    }

    private async Task InPagesAsync(Func<WriteScope, long, long?> carry, CancellationToken cancellationToken)
    {
        for (long? after = 0; after is { } number;)
        {
            after = await restored.Writer.RunAsync(scope => carry(scope, number), cancellationToken);
        }
    }

    private int CarryKeys(WriteScope scope, Connection old)
    {
        var (theirs, version, protection) = Reading(() => (
            SqliteKeyStore.List(old),
            StoreMeta.ReadNumber(old, SqliteKeyStore.VersionName),
            ProtectionRow.List(old)));
        var connection = scope.Connection;
        var ours = SqliteKeyStore.List(connection);
        var changes = KeyUnion.Changes(ours, theirs, now);
        foreach (var key in changes)
        {
            SqliteKeyStore.Write(connection, key);
        }

        foreach (var told in KeyUnion.Told(ours, changes, Restorer, now))
        {
            EventWrites.Append(scope, told with { Reason = Reason });
        }

        var known = ProtectionRow.List(connection).ToHashSet();
        foreach (var key in protection.Where(key => !known.Contains(key)))
        {
            ProtectionRow.Insert(connection, key);
        }

        var highest = Math.Max(version, StoreMeta.ReadNumber(connection, SqliteKeyStore.VersionName));
        StoreMeta.WriteNumber(connection, SqliteKeyStore.VersionName, highest + 1);
        _carried = _carried with { Keys = changes.Count };
        return changes.Count;
    }

    /// <summary>Sessions that live in the backup and have ended since; null after the last page.</summary>
    private long? CarryEnds(WriteScope scope, Connection old, long after)
    {
        var live = new List<(long Number, UInt128 Id, UserId User)>();
        using (var rows = scope.Connection.Prepare(LiveSql).Bind(after).Bind(Page))
        {
            while (rows.Step())
            {
                live.Add((rows.ReadInt64(), rows.ReadUInt128(), new(rows.ReadUInt128())));
            }
        }

        foreach (var (number, id, user) in live)
        {
            if (Reading(() => FindEnd(old, id)) is var (endedAt, reason))
            {
                using var end = scope.Connection.Prepare(EndSql)
                    .Bind(endedAt).Bind((long)reason.Code).Bind(number);
                _carried = _carried with { EndedSessions = _carried.EndedSessions + end.Run() };
                EventWrites.Append(scope, Ended(new(id), user, endedAt, reason));
            }
        }

        return live.Count == Page ? live[^1].Number : null;
    }

    private static (DateTimeOffset EndedAt, EndReason Reason)? FindEnd(Connection old, UInt128 id)
    {
        using var find = old.Prepare(EndedSql).BindId(id);
        return find.Step() ? (find.ReadTime(), EndReason.FromCode(checked((byte)find.ReadInt64()))) : null;
    }

    /// <summary>
    /// In the backup somebody may be the last administrator who was not any more: what was taken away stays so. An
    /// operator on the machine makes another by the command line.
    /// </summary>
    private long? CarryUsers(WriteScope scope, Connection old, long after)
    {
        var users = new List<UserRow>();
        using (var rows = scope.Connection.Prepare(UsersSql).Bind(after).Bind(Page))
        {
            while (rows.Step())
            {
                users.Add(UserRow.Read(rows));
            }
        }

        foreach (var user in users)
        {
            if (Reading(() => UserRow.Find(old, user.User.Id)) is { } since)
            {
                CarryUser(scope, user, since);
            }
            else if (Reading(() => IsErased(old, user.User.Id)))
            {
                UserWrites.EraseAlways(scope, user, Told(EventCatalogue.UserErased, user));
                _carried = _carried with { ErasedUsers = _carried.ErasedUsers + 1 };
            }
        }

        return users.Count == Page ? users[^1].Number : null;
    }

    private void CarryUser(WriteScope scope, UserRow user, UserRow since)
    {
        if (since.User.PasswordSetAt is { } setAt && !(user.User.PasswordSetAt >= setAt))
        {
            using var set = scope.Connection.Prepare(PasswordSql)
                .Bind(since.Password?.Encoded).Bind(setAt).Bind(user.Number);
            EventWrites.Append(scope, Told(EventCatalogue.PasswordChanged, user));
            _carried = _carried with { Passwords = _carried.Passwords + set.Run() };
        }

        if (since.User.DisabledAt is { } disabledAt && user.User.DisabledAt is null)
        {
            UserWrites.SetDisabledAlways(scope, user, disabledAt, Told(EventCatalogue.UserDisabled, user));
            _carried = _carried with { DisabledUsers = _carried.DisabledUsers + 1 };
        }
    }

    private static bool IsErased(Connection old, UserId user)
    {
        using var find = old.Prepare(ErasedSql).BindId(user.Value);
        return find.Step();
    }

    private EventDraft Told(EventKind kind, UserRow user) =>
        Restorer.Does(kind, now) with { User = user.User.Id, Reason = Reason };

    /// <summary>It ended then, and this log, which lacks the event of that, tells of it now.</summary>
    private EventDraft Ended(SessionId session, UserId user, DateTimeOffset endedAt, EndReason reason)
    {
        KeyValuePair<string, string>[] facts =
        [
            new("carried_by", Reason),
            new("ended_at", endedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)),
        ];
        return Restorer.Does(EventCatalogue.SessionEnded, now, facts) with
        {
            User = user,
            Session = session,
            Reason = reason.Name,
        };
    }

    /// <summary>Tells a failure of the old database from one of the new, on whose writer thread this runs.</summary>
    private static T Reading<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (
            failure is SqliteException or FormatException or ArgumentException or OverflowException
                or InvalidOperationException)
        {
            throw new UnreadableException(failure);
        }
    }

    private sealed class UnreadableException(Exception cause) : Exception(cause.Message, cause);
}
