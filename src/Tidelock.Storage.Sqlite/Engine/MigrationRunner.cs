namespace Tidelock.Storage.Sqlite.Engine;

/// <summary>
/// Applies and takes back schema steps, each in a transaction. The write lock of that transaction is also the lock
/// against a second runner.
/// </summary>
internal sealed class MigrationRunner(Connection connection)
{
    private const string CreateSql =
        """
        CREATE TABLE IF NOT EXISTS schema_steps (
            number INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            hash BLOB NOT NULL,
            applied_at INTEGER NOT NULL
        )
        """;

    private const string ForeignSql =
        """
        SELECT 1 FROM sqlite_master
        WHERE NOT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'schema_steps') LIMIT 1
        """;

    private const string TableSql = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_steps'";
    private const string AppliedSql = "SELECT number, name, hash, applied_at FROM schema_steps ORDER BY number";
    private const string InsertSql = "INSERT INTO schema_steps (number, name, hash, applied_at) VALUES (?, ?, ?, ?)";
    private const string DeleteSql = "DELETE FROM schema_steps WHERE number = ?";

    /// <summary>Applied and pending steps, in order.</summary>
    public IReadOnlyList<MigrationStep> Status()
    {
        var known = Migration.All.ToDictionary(step => step.Number);
        var steps = new List<MigrationStep>();
        foreach (var (number, name, hash, appliedAt) in Applied())
        {
            var changed = !known.Remove(number, out var step) || step.Hash != hash;
            steps.Add(new(number, name, appliedAt, changed));
        }

        steps.AddRange(known.Values.Select(step => new MigrationStep(step.Number, step.Name, null, Changed: false)));
        return [.. steps.OrderBy(step => step.Number)];
    }

    /// <summary>Applies pending steps; <paramref name="applied"/> runs inside each step's transaction.</summary>
    public int Up(DateTimeOffset now, Action<Migration> applied)
    {
        var status = Status();
        RefuseMismatch(status);
        connection.Execute(CreateSql);
        var pending = status.Where(step => step.AppliedAt is null).Select(step => step.Number).ToHashSet();
        foreach (var step in Migration.All.Where(step => pending.Contains(step.Number)))
        {
            InTransaction(() =>
            {
                connection.Execute(step.Up);
                using var insert = connection.PrepareOnce(InsertSql)
                    .Bind(step.Number).Bind(step.Name).Bind(step.Hash).Bind(now);
                insert.Run();
                applied(step);
            });
        }

        return pending.Count;
    }

    /// <summary>Takes back the applied steps above <paramref name="target"/>, newest first.</summary>
    public int Down(int target)
    {
        var above = Applied().Where(step => step.Number > target).OrderByDescending(step => step.Number).ToList();
        foreach (var (number, name, _, _) in above)
        {
            var step = Migration.All.FirstOrDefault(step => step.Number == number)
                ?? throw Newer(number, name);
            InTransaction(() =>
            {
                connection.Execute(step.Down);
                using var delete = connection.PrepareOnce(DeleteSql).Bind(number);
                delete.Run();
            });
        }

        return above.Count;
    }

    private void RefuseMismatch(IReadOnlyList<MigrationStep> status)
    {
        if (status.FirstOrDefault(step => step.Changed) is { } changed)
        {
            throw Migration.All.Any(step => step.Number == changed.Number)
                ? new SchemaMismatchException(
                    $"Schema step {changed.Number} ({changed.Name}) was applied by another version of this program: "
                    + "its script differs. Use the version that wrote the database.")
                : Newer(changed.Number, changed.Name);
        }

        using var tables = connection.PrepareOnce(ForeignSql);
        if (tables.Step())
        {
            throw new SchemaMismatchException(
                "It is the database of another program: it has tables, but none of ours.");
        }
    }

    private static SchemaMismatchException Newer(int number, string name) => new(
        $"The database is of a newer version: this one does not know its schema step {number} ({name}). "
        + "Use the version that wrote it.");

    private void InTransaction(Action work)
    {
        connection.Execute("BEGIN IMMEDIATE");
        try
        {
            work();
            connection.Execute("COMMIT");
        }
        catch
        {
            connection.Execute("ROLLBACK");
            throw;
        }
    }

    private List<(int Number, string Name, Digest Hash, DateTimeOffset AppliedAt)> Applied()
    {
        var applied = new List<(int, string, Digest, DateTimeOffset)>();
        using var table = connection.PrepareOnce(TableSql);
        if (!table.Step())
        {
            return applied;
        }

        using var rows = connection.PrepareOnce(AppliedSql);
        while (rows.Step())
        {
            applied.Add((rows.ReadInt32(), rows.ReadText(), rows.ReadDigest(), rows.ReadTime()));
        }

        return applied;
    }
}
