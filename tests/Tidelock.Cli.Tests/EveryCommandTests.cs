using System.Text.Json;

namespace Tidelock.Cli.Tests;

/// <summary>
/// Every command for real, in a process of its own: on a directory that nobody works on, and beside a server that
/// does. Both ways must give the same.
/// </summary>
public abstract class EveryCommandTests : IAsyncLifetime
{
    private const string Password = "long-enough-for-anybody";

    private protected TempData Data { get; } = new();

    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public virtual ValueTask DisposeAsync()
    {
        Data.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Users_are_added_listed_disabled_enabled_and_erased()
    {
        string[] add = ["users", "add", "alice", "--email", "alice@example.org", "--admin", "--json"];
        var added = (await Run(add)).Succeeded();
        Assert.Contains("/account/password#", added.Json.GetProperty("link").GetProperty("url").GetString());
        Assert.Equal(["tidelock-admin"], Strings(added.Json.GetProperty("user").GetProperty("roles")));

        (await RunWith($"{Password}\n", "users", "add", "bob", "--password-stdin")).Succeeded();
        var names = Users((await Run("users", "list", "--json")).Succeeded()).Select(user => Text(user, "name"));
        Assert.Equal(["alice", "bob"], names);

        (await Run("users", "disable", "bob")).Succeeded();
        Assert.NotNull(Text(await User("bob"), "disabledAt"));
        (await Run("users", "enable", "bob")).Succeeded();
        Assert.Null(Text(await User("bob"), "disabledAt"));

        (await Run("users", "erase", "bob", "--yes")).Succeeded();
        Assert.Equal(["alice"], Users(await Run("users", "list", "--json")).Select(user => Text(user, "name")));
    }

    [Fact]
    public async Task Roles_are_replaced()
    {
        (await Run("users", "add", "alice", "--role", "reader")).Succeeded();
        var changed = (await Run("users", "roles", "alice", "writer", "auditor", "--json")).Succeeded();
        Assert.Equal(["auditor", "writer"], Strings(changed.Json.GetProperty("roles")));
        (await Run("users", "roles", "alice")).Succeeded();
        Assert.Empty(Strings((await User("alice")).GetProperty("roles")));
    }

    [Fact]
    public async Task A_reset_link_is_made()
    {
        (await Run("users", "add", "alice")).Succeeded();
        var link = (await Run("users", "reset", "alice", "--json")).Succeeded();
        Assert.Contains("/account/password#", Text(link.Json, "url"));
    }

    [Fact]
    public async Task What_is_not_there_is_refused_with_code_3()
    {
        string[][] commands =
        [
            ["users", "disable", "nobody"], ["users", "enable", "nobody"], ["users", "reset", "nobody"],
            ["users", "erase", "nobody", "--yes"], ["users", "roles", "nobody", "reader"],
            ["sessions", "end", "ses_nothing"], ["sessions", "end", "--user", "nobody"],
            ["sessions", "list", "--user", "nobody"], ["keys", "compromise", "signing", "nothing", "--yes"],
        ];
        foreach (var command in commands)
        {
            var refused = await Run([.. command, "--json"]);
            Assert.True(refused.ExitCode == 3, $"{string.Join(' ', command)}: {refused.ExitCode} {refused.Errors}");
            Assert.NotNull(Text(JsonDocument.Parse(refused.Errors).RootElement, "title"));
        }
    }

    [Fact]
    public async Task A_name_that_is_taken_is_refused_with_code_3()
    {
        (await Run("users", "add", "alice")).Succeeded();
        var refused = await Run("users", "add", "ALICE");
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("taken", refused.Errors);
    }

    [Fact]
    public async Task A_weak_password_is_refused_and_not_repeated()
    {
        var refused = await RunWith("short1!\n", "users", "add", "alice", "--password-stdin");
        Assert.Equal(3, refused.ExitCode);
        Assert.DoesNotContain("short1!", refused.Errors + refused.Output);
    }

    [Fact]
    public async Task Keys_are_listed_rotated_and_condemned()
    {
        var before = Active((await Run("keys", "list", "--json")).Succeeded(), "signing");
        (await Run("keys", "rotate", "--json")).Succeeded();
        var after = Active((await Run("keys", "list", "--json")).Succeeded(), "signing");
        Assert.NotEqual(before, after);

        (await Run("keys", "compromise", "signing", after, "--yes")).Succeeded();
        Assert.NotEqual(after, Active(await Run("keys", "list", "--json"), "signing"));
        (await Run("keys", "rotate", "mac")).Succeeded();
    }

    [Fact]
    public async Task The_audit_log_tells_who_did_what_and_holds()
    {
        (await Run("users", "add", "alice")).Succeeded();
        (await Run("users", "disable", "alice")).Succeeded();
        (await Run("audit", "verify")).Succeeded();

        var events = (await Run("audit", "list", "--user", "alice", "--json")).Succeeded().Json.GetProperty("events");
        var disabled = Assert.Single(events.EnumerateArray(), line => Text(line, "kind") == "user.disabled");
        Assert.Equal("operator", Text(disabled, "actor"));
        Assert.Equal("success", Text(disabled, "outcome"));

        var lines = (await Run("audit", "export", "--kind", "user.added")).Succeeded().Output.Trim().Split('\n');
        Assert.Equal("user.added", Text(JsonDocument.Parse(Assert.Single(lines)).RootElement, "kind"));
    }

    [Fact]
    public async Task Heads_that_were_kept_are_found_again()
    {
        (await Run("users", "add", "alice")).Succeeded();
        var kept = Data.Beside("heads.json");
        await File.WriteAllTextAsync(kept, (await Run("audit", "verify", "--json")).Succeeded().Output);
        (await Run("users", "add", "bob")).Succeeded();
        (await Run("audit", "verify", "--heads", kept)).Succeeded();
    }

    [Fact]
    public async Task Configuration_sessions_status_and_health_are_shown()
    {
        var settings = (await Run("config", "show", "--json")).Succeeded().Json.GetProperty("settings");
        Assert.Contains(settings.EnumerateArray(), line => Text(line, "key") == "Tidelock:Sessions:MaxPerUser");
        var sessions = (await Run("sessions", "list", "--json")).Succeeded().Json.GetProperty("sessions");
        Assert.Empty(sessions.EnumerateArray());
        var checks = (await Run("doctor", "--json")).Succeeded().Json.GetProperty("checks");
        Assert.DoesNotContain(checks.EnumerateArray(), check => Text(check, "state") == "problem");
        Assert.Contains(
            (await Run("migrate", "status", "--json")).Succeeded().Json.GetProperty("migrations").EnumerateArray(),
            step => Text(step, "appliedAt") is not null);
    }

    [Fact]
    public async Task A_backup_never_writes_over_a_file()
    {
        (await Run("users", "add", "alice")).Succeeded();
        var file = Data.Beside("copy.db");
        (await Run("backup", file)).Succeeded();
        var length = new FileInfo(file).Length;
        var again = await Run("backup", file);
        Assert.Equal(3, again.ExitCode);
        Assert.Equal(length, new FileInfo(file).Length);
    }

    [Fact]
    public async Task Tables_are_printed_for_people()
    {
        (await Run("users", "add", "alice", "--email", "alice@example.org")).Succeeded();
        string[][] commands =
            [["users", "list"], ["keys", "list"], ["audit", "list"], ["sessions", "list"], ["doctor"]];
        foreach (var command in commands)
        {
            var shown = (await Run(command)).Succeeded();
            Assert.NotEmpty(shown.Output.Trim());
        }

        Assert.Contains("alice@example.org", (await Run("users", "list")).Output);
    }

    private protected Task<CliRun> Run(params string[] arguments) => RunWith(null, arguments);

    private protected Task<CliRun> RunWith(string? input, params string[] arguments) =>
        CliRun.WithInput(input, [.. arguments, "--data", Data.Path]);

    private protected static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static IEnumerable<JsonElement> Users(CliRun run) => run.Json.GetProperty("users").EnumerateArray();

    private static IEnumerable<string?> Strings(JsonElement list) =>
        list.EnumerateArray().Select(item => item.GetString());

    private async Task<JsonElement> User(string name) =>
        Users(await Run("users", "list", "--json")).Single(user => Text(user, "name") == name);

    private static string Active(CliRun keys, string purpose) => Text(
        keys.Json.GetProperty("keys").EnumerateArray()
            .Single(key => Text(key, "purpose") == purpose && Text(key, "state") == "active"),
        "id")!;
}

public sealed class EveryCommandWithoutAServerTests : EveryCommandTests
{
    public override async ValueTask InitializeAsync() => await Data.MakeStoreAsync();
}

public sealed class EveryCommandBesideAServerTests : EveryCommandTests
{
    private RunningServer? _server;

    public override async ValueTask InitializeAsync() => _server = await RunningServer.StartAsync(Data.Path);

    public override async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task What_needs_the_directory_for_itself_is_turned_away_with_code_4()
    {
        var file = Data.Beside("copy.db");
        (await Run("backup", file)).Succeeded();
        Assert.Equal(4, (await Run("restore", file)).ExitCode);
        Assert.Equal(4, (await Run("migrate", "down", "--to", "0", "--yes")).ExitCode);
        Assert.Equal(4, (await Run("serve", "--url", "http://127.0.0.1:0")).ExitCode);
    }
}
