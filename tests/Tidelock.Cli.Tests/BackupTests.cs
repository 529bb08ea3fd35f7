using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Tidelock.Cli.Tests;

/// <summary>A backup of a server at work, restored into another directory, with its clients going on.</summary>
public sealed class BackupTests : IDisposable
{
    private const string Password = "long-enough-for-anybody";

    // Both servers are the same one to their clients.
    private const string PublicUrl = "http://127.0.0.1:5999";

    private readonly TempData _data = new();

    private string Copy => _data.Beside("copy.db");

    private string Restored => _data.Beside("restored");

    private string MasterKey => Path.Combine(_data.Path, "master.key");

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task A_backup_under_load_is_restored_and_clients_with_newer_tokens_go_on()
    {
        IReadOnlyList<string> clients;
        string endedBefore, endedAfter;
        await using (var server = await StartAsync(_data.Path))
        {
            using var http = server.Http();
            await AddUsersAsync();
            clients = await Task.WhenAll(Enumerable.Range(0, 4).Select(n => SignInAsync(http, $"user{n}")));
            endedBefore = await SignInAsync(http, "user4");
            endedAfter = await SignInAsync(http, "user5");
            await SignOutAsync(http, endedBefore);

            var work = RefreshAllAsync(http, clients, rounds: 6);
            (await CliRun.Of("backup", Copy, "--data", _data.Path)).Succeeded();
            clients = await RefreshAllAsync(http, await work, rounds: 1);
            await SignOutAsync(http, endedAfter);
            Assert.Equal(0, await server.StopAsync());
        }

        var run = await CliRun.Of("restore", Copy, "--data", Restored, "--master-key", MasterKey, "--json");
        Assert.True(run.Succeeded().Json.GetProperty("auditHolds").GetBoolean());

        await using var again = await StartAsync(Restored);
        using var client = again.Http();
        foreach (var token in clients)
        {
            await TokenAsync(await RefreshAsync(client, token));
        }

        var caughtUp = await CliRun.Of("audit", "list", "--kind", "token.caught_up", "--json", "--data", Restored);
        Assert.Equal(clients.Count, caughtUp.Succeeded().Json.GetProperty("events").GetArrayLength());
        Assert.Equal("signed_out", await ReasonAsync(await RefreshAsync(client, endedBefore)));

        // As documented: nothing in the backup knows of an end that came after it.
        Assert.Equal(HttpStatusCode.OK, (await RefreshAsync(client, endedAfter)).StatusCode);
        (await CliRun.Of("audit", "verify", "--data", Restored)).Succeeded();
    }

    [Fact]
    public async Task The_careful_restore_ends_every_unbound_session()
    {
        string token;
        await using (var server = await StartAsync(_data.Path))
        {
            using var http = server.Http();
            await AddUsersAsync();
            token = await SignInAsync(http, "user0");
            (await CliRun.Of("backup", Copy, "--data", _data.Path)).Succeeded();
            await server.StopAsync();
        }

        var run = await CliRun.Of(
            "restore", Copy, "--data", Restored, "--master-key", MasterKey, "--end-unbound", "--json");
        Assert.Equal(1, run.Succeeded().Json.GetProperty("endedSessions").GetInt32());
        await using var again = await StartAsync(Restored);
        using var client = again.Http();
        Assert.Equal("ended_by_restore", await ReasonAsync(await RefreshAsync(client, token)));
    }

    [Fact]
    public async Task The_database_that_was_there_is_set_aside()
    {
        await _data.MakeStoreAsync();
        (await CliRun.Of("users", "add", "alice", "--data", _data.Path)).Succeeded();
        (await CliRun.Of("backup", Copy, "--data", _data.Path)).Succeeded();
        (await CliRun.Of("users", "add", "bob", "--data", _data.Path)).Succeeded();

        var run = (await CliRun.Of("restore", Copy, "--data", _data.Path, "--json")).Succeeded();
        Assert.True(File.Exists(run.Json.GetProperty("setAside").GetString()));
        var users = await CliRun.Of("users", "list", "--json", "--data", _data.Path);
        Assert.Single(users.Json.GetProperty("users").EnumerateArray());
    }

    [Fact]
    public async Task A_backup_without_its_master_key_or_that_is_none_is_refused_and_nothing_changes()
    {
        await _data.MakeStoreAsync();
        (await CliRun.Of("users", "add", "alice", "--data", _data.Path)).Succeeded();
        (await CliRun.Of("backup", Copy, "--data", _data.Path)).Succeeded();
        var noKey = await CliRun.Of("restore", Copy, "--data", Restored);
        Assert.Equal(3, noKey.ExitCode);
        Assert.Contains("--master-key", noKey.Errors);
        Assert.False(File.Exists(Path.Combine(Restored, "tidelock.db")));

        var garbage = _data.Beside("garbage.db");
        await File.WriteAllTextAsync(garbage, "this is no database");
        Assert.Equal(3, (await CliRun.Of("restore", garbage, "--data", _data.Path)).ExitCode);
        Assert.Equal(3, (await CliRun.Of("restore", _data.Beside("no.db"), "--data", _data.Path)).ExitCode);
        (await CliRun.Of("users", "list", "--data", _data.Path)).Succeeded();
    }

    private static Task<RunningServer> StartAsync(string data) =>
        RunningServer.StartAsync(data, "--public-url", PublicUrl);

    private async Task AddUsersAsync()
    {
        for (var n = 0; n < 6; n++)
        {
            var added = await CliRun.WithInput(
                $"{Password}\n", "users", "add", $"user{n}", "--password-stdin", "--data", _data.Path);
            added.Succeeded();
        }
    }

    private static async Task<string> SignInAsync(HttpClient http, string user)
    {
        var answer = await http.PostAsJsonAsync(
            Api("login"), new { username = user, password = Password, mode = "body" });
        return await TokenAsync(answer);
    }

    private static async Task<IReadOnlyList<string>> RefreshAllAsync(
        HttpClient http, IReadOnlyList<string> tokens, int rounds)
    {
        var newest = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(tokens, async (token, _) =>
        {
            for (var round = 0; round < rounds; round++)
            {
                token = await TokenAsync(await RefreshAsync(http, token));
            }

            newest.Add(token);
        });
        return [.. newest];
    }

    private static Task<HttpResponseMessage> RefreshAsync(HttpClient http, string token) =>
        http.PostAsJsonAsync(Api("refresh"), new { refreshToken = token });

    private static async Task SignOutAsync(HttpClient http, string token)
    {
        var answer = await http.PostAsJsonAsync(Api("logout"), new { refreshToken = token });
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    private static async Task<string> TokenAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement.GetProperty("refreshToken").GetString()!;
    }

    private static async Task<string?> ReasonAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return problem.GetProperty("reason").GetString();
    }

    private static string Api(string action) => $"/api/v1/auth/{action}";
}
