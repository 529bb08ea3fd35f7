namespace Tidelock.Storage.Sqlite.Engine;

/// <summary>Keeps each user agent once, and remembers the numbers of those seen lately.</summary>
internal sealed class UserAgentNumbers
{
    /// <summary>Most user agents that are remembered.</summary>
    private const int MaxRemembered = 4096;

    /// <summary>
    /// Most user agents that are kept; whoever invents one more is listed without. Real ones are some thousands.
    /// </summary>
    internal const long MaxKept = 100_000;

    private const string NewestSql = "SELECT coalesce(max(number), 0) FROM user_agents";
    private const string CountSql = "SELECT count(*) FROM user_agents";
    private const string FindSql = "SELECT number FROM user_agents WHERE text = ?";
    private const string InsertSql = "INSERT INTO user_agents (text) VALUES (?)";

    private readonly Dictionary<string, long> _numbers = new(StringComparer.Ordinal);

    /// <summary>Given out since <see cref="Watch"/>; null while nobody asks.</summary>
    private HashSet<long>? _givenOut;

    /// <summary>The number of <paramref name="text"/>, given now if it has none.</summary>
    public long NumberOf(Connection connection, string text) =>
        KnownNumberOf(connection, text) ?? GiveOut(Remember(text, Insert(connection, text)));

    /// <summary>The number of <paramref name="text"/>; null when it has none. Writes nothing.</summary>
    public long? KnownNumberOf(Connection connection, string text)
    {
        if (_numbers.TryGetValue(text, out var number))
        {
            return GiveOut(number);
        }

        return Find(connection, text) is { } found ? GiveOut(Remember(text, found)) : null;
    }

    /// <summary>Keeps in mind from now on which numbers are given out: as many as there are at most.</summary>
    public void Watch() => _givenOut ??= [];

    /// <summary>No longer.</summary>
    public void StopWatching() => _givenOut = null;

    /// <summary>
    /// Whether a row may have got the number since <see cref="Watch"/>; every number may have, when nobody watched.
    /// </summary>
    public bool WasGivenOut(long number) => _givenOut is not { } given || given.Contains(number);

    /// <summary>Forgets all, because something that was written has been rolled back.</summary>
    public void Forget() => _numbers.Clear();

    private long GiveOut(long number)
    {
        _givenOut?.Add(number);
        return number;
    }

    private long Remember(string text, long number)
    {
        if (_numbers.Count >= MaxRemembered)
        {
            _numbers.Clear();
        }

        _numbers[text] = number;
        return number;
    }

    /// <summary>What was swept leaves gaps in the numbers, so rows are counted where the numbers say full.</summary>
    private static bool IsFull(Connection connection) =>
        Number(connection, NewestSql) >= MaxKept && Number(connection, CountSql) >= MaxKept;

    private static long Number(Connection connection, string sql)
    {
        using var number = connection.Prepare(sql);
        number.Step();
        return number.ReadInt64();
    }

    private static long? Find(Connection connection, string text)
    {
        using var find = connection.Prepare(FindSql).Bind(text);
        return find.Step() ? find.ReadInt64() : null;
    }

    private static long Insert(Connection connection, string text)
    {
        if (text.Length > 0 && IsFull(connection))
        {
            return Find(connection, string.Empty) ?? Insert(connection, string.Empty);
        }

        using var insert = connection.Prepare(InsertSql).Bind(text);
        insert.Run();
        return connection.LastInserted;
    }
}
