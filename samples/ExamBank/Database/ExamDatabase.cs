using Microsoft.Data.Sqlite;

namespace ExamBank.Database;

/// <summary>
/// The database: attempts and their answers. What was acknowledged is on disk. SQLite works on the caller's thread,
/// also where the provider has asynchronous methods, so none of them are used.
/// </summary>
internal sealed class ExamDatabase
{
    private const string FileName = "exambank.db";

    /// <summary>How long a change waits for another, in seconds.</summary>
    private const int BusyTimeout = 5;

    private const string Schema = """
        PRAGMA journal_mode = WAL;
        CREATE TABLE IF NOT EXISTS attempts (
            id INTEGER PRIMARY KEY,
            user_id TEXT NOT NULL,
            exam_id TEXT NOT NULL,
            started_at INTEGER NOT NULL,
            ends_at INTEGER NOT NULL,
            handed_in_at INTEGER
        ) STRICT;
        CREATE INDEX IF NOT EXISTS attempts_of_user ON attempts (user_id, exam_id);
        CREATE TABLE IF NOT EXISTS answers (
            attempt_id INTEGER NOT NULL REFERENCES attempts (id),
            question_id TEXT NOT NULL,
            text TEXT NOT NULL,
            revision INTEGER NOT NULL,
            saved_at INTEGER NOT NULL,
            PRIMARY KEY (attempt_id, question_id)
        ) STRICT, WITHOUT ROWID;
        """;

    private readonly string _connectionString;

    public ExamDatabase(SiteOptions site)
    {
        Directory.CreateDirectory(site.Data);
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(site.Data, FileName),
            ForeignKeys = true,
            DefaultTimeout = BusyTimeout,
        }.ToString();
        using var connection = Open();
        Execute(connection, Schema);
    }

    /// <summary>A connection for one request; the provider keeps them for the next.</summary>
    internal SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        Execute(connection, "PRAGMA synchronous = FULL");
        return connection;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

/// <summary>Enters the database.</summary>
internal static class ExamDatabaseRegistration
{
    internal static IServiceCollection AddExamDatabase(this IServiceCollection services) =>
        services.AddSingleton<ExamDatabase>();

    /// <summary>Opens it now: what is wrong with it is found when the site starts.</summary>
    internal static void OpenExamDatabase(this WebApplication app) => app.Services.GetRequiredService<ExamDatabase>();
}
