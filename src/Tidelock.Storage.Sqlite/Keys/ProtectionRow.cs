using Tidelock.Storage.Sqlite.Engine;

namespace Tidelock.Storage.Sqlite.Keys;

/// <summary>A key of Data Protection, encrypted by the master key.</summary>
/// <param name="FriendlyName">What Data Protection calls it.</param>
/// <param name="Xml">The key.</param>
internal sealed record ProtectionRow(string FriendlyName, string Xml)
{
    private const string ListSql = "SELECT friendly_name, xml FROM protection_keys ORDER BY number";
    private const string InsertSql = "INSERT INTO protection_keys (friendly_name, xml) VALUES (?, ?)";

    /// <summary>Prints nothing of the key.</summary>
    public override string ToString() => FriendlyName;

    /// <summary>Every key, oldest first.</summary>
    public static List<ProtectionRow> List(Connection connection)
    {
        var keys = new List<ProtectionRow>();
        using var rows = connection.Prepare(ListSql);
        while (rows.Step())
        {
            keys.Add(new(rows.ReadText(), rows.ReadText()));
        }

        return keys;
    }

    /// <summary>Adds a key.</summary>
    public static int Insert(Connection connection, ProtectionRow key)
    {
        using var insert = connection.Prepare(InsertSql).Bind(key.FriendlyName).Bind(key.Xml);
        return insert.Run();
    }
}
