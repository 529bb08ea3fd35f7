using System.Globalization;
using Tidelock.Storage.Sqlite.Engine;

namespace Tidelock.Storage.Sqlite.Restoring;

/// <summary>
/// Puts a complete copy in the place of a database, in steps any of which may be the last. As long as the database has
/// its name, nothing has happened. Once it has not, and a complete copy lies beside, whoever opens the database goes
/// on with the remaining steps. So there is always one of the two, and never the log of one beside the other.
/// </summary>
internal sealed class Exchange
{
    /// <summary>The name of a copy that is being made.</summary>
    private const string MakingSuffix = ".restoring";

    /// <summary>The name of one that is complete; the moment of the restore follows.</summary>
    private const string CompleteSuffix = ".restored-";

    private const string AsideSuffix = ".replaced-";
    private const string MomentFormat = "yyyyMMdd'T'HHmmssfff";

    /// <summary>What SQLite writes beside a database, and reads when it finds it there.</summary>
    private static readonly string[] LogSuffixes = ["-wal", "-shm", "-journal"];

    private readonly string _database;
    private readonly IReadOnlyList<string> _companions;
    private readonly string _moment;

    private Exchange(SqliteOptions database, string moment) =>
        (_database, _companions, _moment) = (database.Path, database.Companions, moment);

    /// <summary>Where the copy is made.</summary>
    public string Making => _database + MakingSuffix;

    /// <summary>Where the database of before will lie.</summary>
    public string Aside => AsideOf(_database);

    private string Complete => _database + CompleteSuffix + _moment;

    /// <summary>An exchange that begins now; what an earlier one left behind is settled first.</summary>
    public static Exchange Begin(SqliteOptions database, DateTimeOffset now)
    {
        Settle(database);
        var exchange = new Exchange(database, now.ToString(MomentFormat, CultureInfo.InvariantCulture));
        exchange.Discard();
        return exchange;
    }

    /// <summary>
    /// Goes on with an exchange that was cut off after the old database had lost its name; takes away the copy of one
    /// that was cut off before that.
    /// </summary>
    public static void Settle(SqliteOptions database)
    {
        var copies = CompleteCopies(database.Path);
        if (copies.Count == 0)
        {
            return;
        }

        if (!File.Exists(database.Path))
        {
            var newest = Path.GetFileName(copies[^1]);
            var moment = newest[(Path.GetFileName(database.Path).Length + CompleteSuffix.Length)..];
            Run(new Exchange(database, moment).PutInPlace());
        }

        copies.ForEach(File.Delete);
    }

    /// <summary>True when a complete copy waits for its place.</summary>
    public static bool IsWaiting(string databasePath) => CompleteCopies(databasePath).Count > 0;

    /// <summary>All steps, in order; the copy is closed, in one file.</summary>
    public IReadOnlyList<Action> Steps() =>
    [
        () => DurableFile.Flush(Making),
        () => File.Move(Making, Complete),
        FlushNames,
        .. PutInPlace(),
    ];

    /// <summary>Takes all steps.</summary>
    public void Run() => Run(Steps());

    /// <summary>Takes away the copy that is not complete.</summary>
    public void Discard()
    {
        foreach (var suffix in LogSuffixes.Prepend(string.Empty))
        {
            File.Delete(Making + suffix);
        }
    }

    /// <summary>The steps from the one that decides: the old database loses its name.</summary>
    private IReadOnlyList<Action> PutInPlace() =>
    [
        () => SetAside(_database),
        FlushNames,
        .. LogSuffixes.Select<string, Action>(suffix =>
            () => MoveIfThere(_database + suffix, Aside + suffix)),
        .. _companions.Select<string, Action>(companion => () => SetAside(companion)),
        FlushNames,
        () => File.Move(Complete, _database),
        FlushNames,
    ];

    private static void Run(IReadOnlyList<Action> steps)
    {
        foreach (var step in steps)
        {
            step();
        }
    }

    /// <summary>The oldest first; only files without a log of their own have such a name.</summary>
    private static List<string> CompleteCopies(string databasePath)
    {
        var directory = Path.GetDirectoryName(Path.GetFullPath(databasePath))!;
        var begin = Path.GetFileName(databasePath) + CompleteSuffix;
        return Directory.Exists(directory)
            ? [.. Directory.EnumerateFiles(directory, begin + "*").Order(StringComparer.Ordinal)]
            : [];
    }

    private string AsideOf(string path) => path + AsideSuffix + _moment;

    private void SetAside(string path) => MoveIfThere(path, AsideOf(path));

    private static void MoveIfThere(string from, string to)
    {
        if (File.Exists(from))
        {
            File.Move(from, to);
        }
    }

    private void FlushNames() => DurableFile.FlushNames(_database);
}
