using Microsoft.Data.Sqlite;

namespace Tidelock.Cli.Tests;

public sealed class AuditTamperTests : IDisposable
{
    private readonly TempData _data = new();

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData("UPDATE events SET reason = 'nothing' WHERE link = 3 AND retention = 1", "changed")]
    [InlineData("DELETE FROM events WHERE link = 3 AND retention = 1", "deleted")]
    [InlineData("DELETE FROM events WHERE retention = 1 AND link > 3", "cut")]
    public async Task A_row_that_was_tampered_with_is_named(string tampering, string kind)
    {
        await FillAsync();
        Tamper(tampering);

        var verdict = await CliRun.Of("audit", "verify", "--json", "--data", _data.Path);
        Assert.Equal(6, verdict.ExitCode);
        var found = Assert.Single(verdict.Json.GetProperty("breaks").EnumerateArray());
        Assert.Equal("audit", found.GetProperty("chain").GetString());
        Assert.Equal(kind, found.GetProperty("kind").GetString());
        Assert.InRange(found.GetProperty("link").GetInt64(), 3, 4);

        var shown = await CliRun.Of("audit", "verify", "--data", _data.Path);
        Assert.Equal(6, shown.ExitCode);
        Assert.Contains("BROKEN", shown.Output);
    }

    [Fact]
    public async Task A_chain_that_was_cut_with_its_heads_is_told_by_a_head_that_was_kept()
    {
        await FillAsync();
        var kept = _data.Beside("heads.json");
        await File.WriteAllTextAsync(kept, (await CliRun.Of("audit", "verify", "--json", "--data", _data.Path)).Output);
        Tamper(
            "DELETE FROM events WHERE retention = 1 AND link > (SELECT max(last_link) FROM seals WHERE number < "
            + "(SELECT max(number) FROM seals WHERE retention = 1) AND retention = 1); "
            + "DELETE FROM seals WHERE retention = 1 AND number = (SELECT max(number) FROM seals WHERE retention = 1)");

        var verdict = await CliRun.Of("audit", "verify", "--heads", kept, "--json", "--data", _data.Path);
        Assert.Equal(6, verdict.ExitCode);
    }

    [Fact]
    public async Task Erasing_a_person_keeps_the_chain_whole()
    {
        await FillAsync();
        (await CliRun.Of("users", "erase", "alice", "--yes", "--data", _data.Path)).Succeeded();
        (await CliRun.Of("audit", "verify", "--data", _data.Path)).Succeeded();
        Assert.DoesNotContain("alice", (await CliRun.Of("audit", "export", "--data", _data.Path)).Output);
    }

    private async Task FillAsync()
    {
        foreach (var name in new[] { "alice", "bob", "carol" })
        {
            (await CliRun.Of("users", "add", name, "--data", _data.Path)).Succeeded();
        }
    }

    private void Tamper(string sql)
    {
        var path = Path.Combine(_data.Path, "tidelock.db");
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.NotEqual(0, command.ExecuteNonQuery());
    }
}
