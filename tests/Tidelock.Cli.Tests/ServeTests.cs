using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace Tidelock.Cli.Tests;

public sealed class ServeTests : IDisposable
{
    private readonly TempData _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task An_empty_directory_is_enough_and_the_printed_link_makes_the_first_administrator()
    {
        await using var server = await RunningServer.StartAsync(_data.Path);
        using var http = server.Http();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/ready")).StatusCode);

        var link = server.Announced.GetProperty("firstAdministrator").GetProperty("url").GetString()!;
        Assert.StartsWith($"{server.Announced.GetProperty("url")}/account/first-administrator#", link);
        var made = await http.PostAsJsonAsync("/api/v1/auth/first-administrator", new
        {
            token = link.Split('#')[1],
            username = "root",
            password = "long-enough-for-anybody",
        });
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);

        var users = await CliRun.Of("users", "list", "--json", "--data", _data.Path);
        var user = Assert.Single(users.Json.GetProperty("users").EnumerateArray());
        Assert.Equal("root", user.GetProperty("name").GetString());
        Assert.Equal(0, await server.StopAsync());
    }

    [Fact]
    public async Task The_link_is_remade_at_each_start_while_there_was_no_administrator()
    {
        string? first;
        await using (var server = await RunningServer.StartAsync(_data.Path))
        {
            first = Link(server);
            Assert.NotNull(first);
            Assert.Equal(0, await server.StopAsync());
        }

        await using (var server = await RunningServer.StartAsync(_data.Path))
        {
            Assert.NotEqual(first, Link(server));
            (await CliRun.Of("users", "add", "alice", "--admin", "--data", _data.Path)).Succeeded();
            await server.StopAsync();
        }

        await using var last = await RunningServer.StartAsync(_data.Path);
        Assert.Null(Link(last));
    }

    [Fact]
    public async Task A_server_that_was_killed_leaves_nothing_in_the_way()
    {
        await using (var server = await RunningServer.StartAsync(_data.Path))
        {
            (await CliRun.Of("users", "add", "alice", "--admin", "--data", _data.Path)).Succeeded();
            await server.KillAsync();
        }

        (await CliRun.Of("users", "list", "--data", _data.Path)).Succeeded();
        await using var again = await RunningServer.StartAsync(_data.Path);
        (await CliRun.Of("audit", "verify", "--data", _data.Path)).Succeeded();
        var starts = await CliRun.Of("audit", "export", "--kind", "server.started", "--data", _data.Path);
        Assert.Equal(2, starts.Succeeded().Output.Trim().Split('\n').Length);
    }

    [Fact]
    public async Task A_directory_of_other_things_is_left_as_it_is()
    {
        const UnixFileMode open = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        var home = Directory.CreateDirectory(_data.Beside("home")).FullName;
        await File.WriteAllTextAsync(Path.Combine(home, "letter.txt"), "mine");
        File.SetUnixFileMode(home, open);

        var run = await CliRun.Of("serve", "--url", "http://127.0.0.1:0", "--data", home);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("is not a data directory", run.Errors, StringComparison.Ordinal);
        Assert.Equal(3, (await CliRun.Of("users", "list", "--data", home)).ExitCode);
        Assert.Equal(open, File.GetUnixFileMode(home));
        Assert.Single(Directory.GetFileSystemEntries(home));
    }

    [Theory]
    [InlineData("http://127.0.0.1:{0}", true)]
    [InlineData("https://sign-in.example.org", false)]
    public async Task Without_an_address_it_listens_where_a_plain_public_url_says(string format, bool isOwn)
    {
        var publicUrl = string.Format(format, RunningServer.FreePort());
        Directory.CreateDirectory(_data.Path);
        await File.WriteAllTextAsync(
            Path.Combine(_data.Path, "tidelock.json"), $$$"""{"Tidelock":{"PublicUrl":"{{{publicUrl}}}"} }""");

        Assert.SkipUnless(isOwn || RunningServer.IsFree(5480), "Somebody listens on the default port, 5480.");
        await using var server = await RunningServer.StartWithoutUrlAsync(_data.Path);

        Assert.Equal(publicUrl, server.Announced.GetProperty("url").GetString());
        Assert.Equal(isOwn ? publicUrl : "http://127.0.0.1:5480", server.Url);
        using var http = server.Http();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/ready")).StatusCode);
    }

    [Fact]
    public async Task One_command_makes_links_to_the_address_where_the_server_is_by_default()
    {
        await _data.MakeStoreAsync();

        var run = (await CliRun.Of("users", "add", "alice", "--json", "--data", _data.Path)).Succeeded();
        var settings = (await CliRun.Of("config", "show", "--json", "--data", _data.Path)).Succeeded().Json;

        Assert.StartsWith(
            "http://127.0.0.1:5480/account/password#", Text(run.Json.GetProperty("link"), "url"));
        var setting = settings.GetProperty("settings").EnumerateArray()
            .Single(one => Text(one, "key") == "Tidelock:PublicUrl");
        Assert.Equal(("http://127.0.0.1:5480/", "default"), (Text(setting, "value"), Text(setting, "source")));
    }

    [Fact]
    public async Task A_demo_that_runs_is_not_deleted_by_another()
    {
        (await CliRun.Of("migrate", "up", "--data", _data.Path)).Succeeded();
        await File.WriteAllTextAsync(Path.Combine(_data.Path, "this-is-a-tidelock-demo"), string.Empty);
        await using var server = await RunningServer.StartAsync(_data.Path);

        var reset = await CliRun.Of("demo", "--reset", "--url", "http://127.0.0.1:0", "--data", _data.Path);

        Assert.Equal(4, reset.ExitCode);
        Assert.True(File.Exists(Path.Combine(_data.Path, "tidelock.db")));
    }

    [Fact]
    public async Task Only_the_owner_can_open_the_directory_the_socket_and_the_master_key()
    {
        await using var server = await RunningServer.StartAsync(_data.Path);
        const UnixFileMode ReadWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(ReadWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_data.Path));
        Assert.Equal(ReadWrite, File.GetUnixFileMode(Path.Combine(_data.Path, "admin.sock")));
        Assert.Equal(ReadWrite, File.GetUnixFileMode(Path.Combine(_data.Path, "master.key")));
    }

    [Fact]
    public async Task A_directory_whose_path_is_too_long_for_a_socket_works_all_the_same()
    {
        var deep = Path.Combine(_data.Path, new string('d', 60), new string('e', 60));
        await using var server = await RunningServer.StartAsync(deep);
        (await CliRun.Of("users", "add", "alice", "--data", deep)).Succeeded();
        Assert.Equal(0, await server.StopAsync());
    }

    [Theory]
    [InlineData("Tidelock:Sessions:MaxPerUser", "many")]
    [InlineData("Tidelock:AccessTokens:Lifetime", "1m")]
    [InlineData("Tidelock:Sesions:MaxPerUser", "3")]
    public async Task A_wrong_option_stops_the_start_with_its_key_named(string key, string value)
    {
        var file = _data.Beside("wrong.json");
        var parts = key.Split(':');
        await File.WriteAllTextAsync(
            file, $$$"""{"{{{parts[0]}}}":{"{{{parts[1]}}}":{"{{{parts[2]}}}":"{{{value}}}"} } }""");
        string[][] commands = [["serve", "--url", "http://127.0.0.1:0"], ["users", "list"]];
        foreach (var command in commands)
        {
            var run = await CliRun.Of([.. command, "--config", file, "--data", _data.Path]);
            Assert.Equal(5, run.ExitCode);
            Assert.Contains(key, run.Errors);
        }
    }

    [Fact]
    public async Task A_configuration_file_that_is_missing_or_broken_is_named()
    {
        await _data.MakeStoreAsync();
        var missing = await CliRun.Of("config", "show", "--config", _data.Beside("no.json"), "--data", _data.Path);
        Assert.Equal(5, missing.ExitCode);
        Assert.Contains("no.json", missing.Errors);

        var broken = _data.Beside("broken.json");
        await File.WriteAllTextAsync(broken, "{ \"Tidelock\": ");
        var run = await CliRun.Of("config", "show", "--config", broken, "--data", _data.Path);
        Assert.Equal(5, run.ExitCode);
        Assert.Contains("broken.json", run.Errors);
    }

    [Fact]
    public async Task Each_setting_is_shown_with_its_source_and_secrets_are_masked()
    {
        await _data.MakeStoreAsync();
        var file = _data.Beside("tidelock.json");
        var secret = Convert.ToBase64String(new byte[32]);
        await File.WriteAllTextAsync(
            file, $$$"""{"Tidelock":{"Sessions":{"MaxPerUser":7},"Keys":{"MasterKey":"{{{secret}}}"} } }""");
        var run = await CliRun.Of("config", "show", "--json", "--config", file, "--data", _data.Path);
        var settings = run.Succeeded().Json.GetProperty("settings").EnumerateArray().ToDictionary(
            setting => setting.GetProperty("key").GetString()!, StringComparer.Ordinal);

        Assert.Equal("7", Text(settings["Tidelock:Sessions:MaxPerUser"], "value"));
        Assert.Contains("tidelock.json", Text(settings["Tidelock:Sessions:MaxPerUser"], "source"));
        Assert.Equal("default", Text(settings["Tidelock:Sessions:IdleLife"], "source"));
        Assert.DoesNotContain(secret, run.Output);
    }

    [Fact]
    public async Task The_public_url_never_opens_the_administration_endpoints()
    {
        await using var server = await RunningServer.StartAsync(_data.Path);
        using var http = server.Http();
        http.DefaultRequestHeaders.Add("X-Forwarded-For", "127.0.0.1");
        http.DefaultRequestHeaders.Host = "localhost";
        foreach (var path in new[] { "users", "keys", "config", "doctor", "status", "audit/export", "nothing" })
        {
            var answer = await http.GetAsync($"/api/v1/admin/{path}");
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Connections_that_do_nothing_keep_neither_others_nor_the_operator_out()
    {
        var file = _data.Beside("tidelock.json");
        await File.WriteAllTextAsync(file, """{"Tidelock":{"Limits":{"MaxConnections":8} } }""");
        await using var server = await RunningServer.StartAsync(_data.Path, "--config", file);
        var idle = new List<Socket>();
        for (var connection = 0; connection < 20; connection++)
        {
            idle.Add(await ConnectAsync(server, "127.0.0.2"));
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (idle.Count(IsClosed) < 18)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, limit.Token);
        }

        using var http = server.Http();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/live")).StatusCode);
        (await CliRun.Of("users", "list", "--data", _data.Path)).Succeeded();
        idle.ForEach(socket => socket.Dispose());
    }

    private static async Task<Socket> ConnectAsync(RunningServer server, string from)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await socket.ConnectAsync(IPAddress.Loopback, new Uri(server.Url).Port);
        return socket;
    }

    private static bool IsClosed(Socket socket)
    {
        try
        {
            return socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private static string? Link(RunningServer server) =>
        server.Announced.GetProperty("firstAdministrator") is { ValueKind: JsonValueKind.Object } link
            ? Text(link, "url")
            : null;

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
