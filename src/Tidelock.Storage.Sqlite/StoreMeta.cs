using Tidelock.Events;
using Tidelock.Storage.Sqlite.Engine;

namespace Tidelock.Storage.Sqlite;

/// <summary>Facts about the store as a whole: its id, its epoch, and what it remembers for good.</summary>
internal static class StoreMeta
{
    /// <summary>The epoch of a store that was never restored.</summary>
    private const int FirstEpoch = 1;

    private const string AdministratorMade = "administrator_made";

    private const string TableSql = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'store_meta'";
    private const string ReadSql = "SELECT value FROM store_meta WHERE name = ?";
    private const string InsertSql = "INSERT OR IGNORE INTO store_meta (name, value) VALUES (?, ?)";
    private const string UpdateSql = "UPDATE store_meta SET value = ? WHERE name = ?";

    /// <summary>Gives a new store its id and first epoch; leaves an old one as it is.</summary>
    public static void Begin(WriteScope scope)
    {
        using var id = scope.Connection.PrepareOnce(InsertSql).Bind("store_id").BindId(StoreId.New(scope.Random).Value);
        id.Run();
        using var epoch = scope.Connection.PrepareOnce(InsertSql).Bind("epoch").Bind(FirstEpoch);
        epoch.Run();
        using var ring = scope.Connection.PrepareOnce(InsertSql).Bind("ring_version").Bind(0);
        ring.Run();
    }

    /// <summary>The store's id.</summary>
    public static StoreId ReadId(Connection connection)
    {
        using var read = connection.Prepare(ReadSql).Bind("store_id");
        return read.Step()
            ? new(read.ReadUInt128())
            : throw new InvalidOperationException("The store has no id: it was not migrated.");
    }

    /// <summary>The store's epoch; the first one while there is no schema.</summary>
    public static int ReadEpoch(Connection connection)
    {
        using var table = connection.PrepareOnce(TableSql);
        return table.Step() ? (int)ReadNumber(connection, "epoch") : FirstEpoch;
    }

    /// <summary>The number named <paramref name="name"/>.</summary>
    public static long ReadNumber(Connection connection, string name)
    {
        using var read = connection.Prepare(ReadSql).Bind(name);
        return read.Step() ? read.ReadInt64() : 0;
    }

    /// <summary>Replaces the number named <paramref name="name"/>.</summary>
    public static void WriteNumber(Connection connection, string name, long value)
    {
        using var write = connection.Prepare(UpdateSql).Bind(value).Bind(name);
        write.Run();
    }

    /// <summary>Whether the store ever had an administrator.</summary>
    public static bool AdministratorWasMade(Connection connection) => ReadNumber(connection, AdministratorMade) > 0;

    /// <summary>Remembers for good that the store has had an administrator.</summary>
    public static void RememberAdministrator(Connection connection)
    {
        using var mark = connection.Prepare(InsertSql).Bind(AdministratorMade).Bind(1);
        mark.Run();
    }

    /// <summary>Raises the epoch.</summary>
    public static void WriteEpoch(WriteScope scope, int epoch)
    {
        WriteNumber(scope.Connection, "epoch", epoch);
        scope.Epoch = epoch;
    }

    /// <summary>The event of an applied schema step.</summary>
    public static EventDraft Migrated(Migration step, DateTimeOffset now) => new()
    {
        At = now,
        Kind = EventCatalogue.StoreMigrated,
        Actor = Actor.System,
        Detail = [new("name", step.Name), new("number", step.Number.ToString())],
    };
}
