using Microsoft.Data.Sqlite;

namespace ExamBank.Database;

/// <summary>Statements with bound values, in one line.</summary>
internal static class Commands
{
    /// <param name="scope">The transaction that the statement is a part of.</param>
    /// <param name="sql">The statement; values stand in it by name.</param>
    /// <param name="values">The values.</param>
    internal static SqliteCommand Command(
        this SqliteTransaction scope, string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var command = new SqliteCommand(sql, scope.Connection, scope);
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }
}
