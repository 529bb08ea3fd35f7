namespace Tidelock.Cli.Tests;

public sealed class AuditTamperTests : IDisposable
{
    // The last seal of the audit chain, and all that it seals.
    private const string CutTailWithSeals =
        """
        DELETE FROM events WHERE retention = 1 AND link >= (
            SELECT first_link FROM seals WHERE retention = 1 ORDER BY number DESC LIMIT 1);
        DELETE FROM seals WHERE retention = 1 AND number = (SELECT max(number) FROM seals WHERE retention = 1)
        """;

    private readonly TempData _data = new();

    private string HeadsPath => Path.Combine(_data.Path, "audit-heads.jsonl");

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
    public async Task A_tail_that_was_cut_with_its_seals_is_told_by_the_heads_beside_the_database()
    {
        await FillAsync();
        Tamper(CutTailWithSeals);

        await AssertEndIsMissedAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_tail_that_was_cut_with_all_its_heads_is_told_by_heads_that_were_kept_elsewhere(bool lines)
    {
        await FillAsync();
        var kept = _data.Beside("heads");
        var verdict = (await CliRun.Of("audit", "verify", "--json", "--data", _data.Path)).Succeeded();
        await File.WriteAllTextAsync(kept, lines ? await File.ReadAllTextAsync(HeadsPath) : verdict.Output);
        (await CliRun.Of("audit", "verify", "--heads", kept, "--data", _data.Path)).Succeeded();
        Tamper(CutTailWithSeals);
        File.Delete(HeadsPath);

        await AssertEndIsMissedAsync("--heads", kept);
    }

    [Fact]
    public async Task A_file_without_heads_is_refused()
    {
        await _data.MakeStoreAsync();
        var kept = _data.Beside("heads");
        await File.WriteAllTextAsync(kept, "{\"holds\":true}\nnothing\n");

        var run = await CliRun.Of("audit", "verify", "--heads", kept, "--data", _data.Path);

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("audit-heads.jsonl", run.Errors);
    }

    [Fact]
    public async Task Erasing_a_person_keeps_the_chain_whole()
    {
        await FillAsync();
        (await CliRun.Of("users", "erase", "alice", "--yes", "--data", _data.Path)).Succeeded();
        (await CliRun.Of("audit", "verify", "--data", _data.Path)).Succeeded();
        Assert.DoesNotContain("alice", (await CliRun.Of("audit", "export", "--data", _data.Path)).Output);
    }

    /// <summary>The server that verifies may seal a new end first, so the chain is too short or another one.</summary>
    private async Task AssertEndIsMissedAsync(params string[] more)
    {
        var verdict = await CliRun.Of(["audit", "verify", "--json", "--data", _data.Path, .. more]);
        Assert.Equal(6, verdict.ExitCode);
        var found = Assert.Single(verdict.Json.GetProperty("breaks").EnumerateArray());
        Assert.Equal("audit", found.GetProperty("chain").GetString());
        Assert.Contains(found.GetProperty("kind").GetString(), (string[])["cut", "head_unknown"]);
    }

    private async Task FillAsync()
    {
        await _data.MakeStoreAsync();
        foreach (var name in new[] { "alice", "bob", "carol" })
        {
            (await CliRun.Of("users", "add", name, "--data", _data.Path)).Succeeded();
        }
    }

    private void Tamper(string sql) => Assert.NotEqual(0, Sql.Run(Path.Combine(_data.Path, "tidelock.db"), sql));
}
