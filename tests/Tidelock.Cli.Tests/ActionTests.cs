using System.Net.Http.Json;
using System.Text.Json;

namespace Tidelock.Cli.Tests;

/// <summary>
/// Each action of the command line is in the audit log, with its outcome and the account of the system that took it.
/// What is done over HTTP has its own table, in the tests of the server.
/// </summary>
public sealed class ActionTests : IAsyncLifetime
{
    private const string Password = "long-enough-for-anybody";

    private readonly TempData _data = new();

    private string Copy => _data.Beside("copy.db");

    public async ValueTask InitializeAsync()
    {
        await _data.MakeStoreAsync();
        (await CliRun.WithInput(
            $"{Password}\n", "users", "add", "root", "--admin", "--password-stdin", "--data", _data.Path)).Succeeded();
    }

    public ValueTask DisposeAsync()
    {
        _data.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_a_command_does_or_may_not_do_is_in_the_log()
    {
        const string LastAdministrator =
            "user.change_refused refused by operator: last_administrator (system_user)";
        (string Command, int ExitCode, string[] Log)[] table =
        [
            ("users disable root", 3, [LastAdministrator]),
            ("users roles root", 3, [LastAdministrator]),
            ("users erase root --yes", 3, [LastAdministrator]),
            ("users reset root", 0, ["link.issued success by operator (system_user)"]),
            ("keys compromise mac 1 --yes", 0,
                [
                    "key.compromised success by operator (system_user)",
                    "key.transitioned success by operator (system_user)",
                    "key.created success by operator (system_user)",
                ]),
            ($"backup {Copy}", 0, ["store.backed_up success by operator (system_user)"]),
            ($"backup {Copy}", 3, ["store.backup_failed refused by operator: path_refused (system_user)"]),
            ("backup /proc/copy.db", 1, ["store.backup_failed refused by operator: not_written (system_user)"]),
        ];
        var begin = (await LogAsync()).Count;

        foreach (var (command, exitCode, _) in table)
        {
            Assert.Equal(exitCode, (await CliRun.Of([.. command.Split(' '), "--data", _data.Path])).ExitCode);
        }

        Assert.Equal(table.SelectMany(row => row.Log), (await LogAsync()).Skip(begin));
    }

    [Fact]
    public async Task A_start_a_session_that_is_ended_and_a_careful_restore_are_in_the_log()
    {
        await using (var server = await RunningServer.StartAsync(_data.Path))
        {
            using var http = server.Http();
            var session = await SignInAsync(http);
            await SignInAsync(http);
            (await CliRun.Of("sessions", "end", session, "--data", _data.Path)).Succeeded();
            (await CliRun.Of("backup", Copy, "--data", _data.Path)).Succeeded();
            Assert.Equal(0, await server.StopAsync());
        }

        var log = await LogAsync();
        Assert.Contains("server.started success by system", log);
        Assert.Contains("session.ended success by operator: ended_by_operator (system_user)", log);

        (await CliRun.Of("restore", Copy, "--end-unbound", "--data", _data.Path)).Succeeded();

        Assert.Equal(
            ["session.ended success by operator: ended_by_restore", "store.restored success by operator"],
            (await LogAsync())[^2..]);
    }

    private static async Task<string> SignInAsync(HttpClient http)
    {
        var answer = await http.PostAsJsonAsync(
            "/api/v1/auth/login", new { username = "root", password = Password, mode = "body" });
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return json.GetProperty("session").GetProperty("id").GetString()!;
    }

    private async Task<List<string>> LogAsync()
    {
        var run = await CliRun.Of(
            "audit", "list", "--oldest-first", "--limit", "1000", "--json", "--data", _data.Path);
        return [.. run.Succeeded().Json.GetProperty("events").EnumerateArray().Select(Line)];
    }

    private static string Line(JsonElement told)
    {
        var reason = told.TryGetProperty("reason", out var word) && word.ValueKind == JsonValueKind.String
            ? $": {word.GetString()}"
            : string.Empty;
        var account = told.GetProperty("detail").TryGetProperty("system_user", out _) ? " (system_user)" : string.Empty;
        var (kind, outcome, actor) = (Text("kind"), Text("outcome"), Text("actor"));
        return $"{kind} {outcome} by {actor}{reason}{account}";

        string Text(string name) => told.GetProperty(name).GetString()!;
    }
}
