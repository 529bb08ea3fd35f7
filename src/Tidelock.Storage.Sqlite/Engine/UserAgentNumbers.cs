namespace Tidelock.Storage.Sqlite.Engine;

/// <summary>Keeps each user agent once, and remembers the numbers of those seen lately.</summary>
internal sealed class UserAgentNumbers
{
    /// <summary>Most user agents that are remembered.</summary>
    private const int MaxRemembered = 4096;

    private const string FindSql = "SELECT number FROM user_agents WHERE text = ?";
    private const string InsertSql = "INSERT INTO user_agents (text) VALUES (?)";

    private readonly Dictionary<string, long> _numbers = new(StringComparer.Ordinal);

    /// <summary>The number of <paramref name="text"/>, given now if it has none.</summary>
    public long NumberOf(Connection connection, string text)
    {
        if (_numbers.TryGetValue(text, out var number))
        {
            return number;
        }

        number = Find(connection, text) ?? Insert(connection, text);
        if (_numbers.Count >= MaxRemembered)
        {
            _numbers.Clear();
        }

        _numbers.Add(text, number);
        return number;
    }

    /// <summary>Forgets all, because something that was written has been rolled back.</summary>
    public void Forget() => _numbers.Clear();

    private static long? Find(Connection connection, string text)
    {
        using var find = connection.Prepare(FindSql).Bind(text);
        return find.Step() ? find.ReadInt64() : null;
    }

    private static long Insert(Connection connection, string text)
    {
        using var insert = connection.Prepare(InsertSql).Bind(text);
        insert.Run();
        return connection.LastInserted;
    }
}
