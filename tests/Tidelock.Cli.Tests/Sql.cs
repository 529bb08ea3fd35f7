using Microsoft.Data.Sqlite;

namespace Tidelock.Cli.Tests;

/// <summary>Changes a database past the program, as somebody with the file could.</summary>
internal static class Sql
{
    /// <summary>Runs statements; tells how many rows they changed.</summary>
    internal static int Run(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }
}
