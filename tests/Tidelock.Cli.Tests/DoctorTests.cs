using System.Text.Json;

namespace Tidelock.Cli.Tests;

/// <summary>A real directory with something wrong; the doctor names it, says what to do, and the exit code tells it.
/// </summary>
public sealed class DoctorTests : IDisposable
{
    private const int Unsound = 6;

    private const UnixFileMode ForAll =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly TempData _data = new();

    private string Database => Path.Combine(_data.Path, "tidelock.db");

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task A_sound_directory_has_no_problem()
    {
        await _data.MakeStoreAsync();

        var (code, checks) = await ExamineAsync();

        Assert.Equal(0, code);
        Assert.Equal(
            [
                "clock", "signing key", "mac key", "mac key ids", "database", "disk", "schema", "data directory",
                "admin socket", "master key", "public URL", "proxies", "cookies", "limits",
            ],
            checks.Keys);
        Assert.DoesNotContain(checks.Values, check => check.State == "problem");
    }

    [Theory]
    [InlineData("data directory", ".")]
    [InlineData("admin socket", "admin.sock")]
    [InlineData("master key", "master.key")]
    public async Task What_others_can_open_is_named(string name, string file)
    {
        await using var server = await RunningServer.StartAsync(_data.Path);
        var path = Path.GetFullPath(Path.Combine(_data.Path, file));
        File.SetUnixFileMode(path, ForAll | UnixFileMode.UserExecute);

        var (code, checks) = await ExamineAsync();

        Assert.Equal(Unsound, code);
        Assert.Equal("problem", checks[name].State);
        Assert.Equal($"chmod go= {path}", checks[name].Advice);
        Assert.Single(checks.Values, check => check.State == "problem");
    }

    [Fact]
    public async Task A_master_key_that_others_can_open_keeps_a_server_from_starting_and_is_named()
    {
        await _data.MakeStoreAsync();
        await ExamineAsync();
        File.SetUnixFileMode(Path.Combine(_data.Path, "master.key"), ForAll);

        var run = await CliRun.Of("doctor", "--data", _data.Path);

        Assert.Equal(5, run.ExitCode);
        Assert.Contains("others than its owner can open the master key", run.Errors);
    }

    [Fact]
    public async Task A_clock_that_was_set_back_is_named_also_after_it_has_written_events_of_its_own()
    {
        await _data.MakeStoreAsync();
        Sql.Run(Database, $"UPDATE events SET at = {TimeProvider.System.GetUtcNow().AddHours(3).UtcTicks}");
        (await CliRun.Of("users", "add", "alice", "--data", _data.Path)).Succeeded();

        var (code, checks) = await ExamineAsync();

        Assert.Equal(Unsound, code);
        Assert.Equal("problem", checks["clock"].State);
        Assert.Contains("2:59:", checks["clock"].Finding);
        Assert.Contains("NTP", checks["clock"].Advice);
    }

    [Theory]
    [InlineData("48m", "\"problem\"", "Make room at once.", 6)]
    [InlineData("400m", "\"warning\"", "Make room soon.", 0)]
    public async Task A_disk_that_is_nearly_full_is_named(string size, string state, string advice, int code)
    {
        var said = await SmallDisk.RunAsync(
            _data.Path, size, "tidelock migrate up --data $disk; tidelock doctor --json --data $disk");

        var disk = said[said.IndexOf("\"disk\"", StringComparison.Ordinal)..];
        Assert.Contains(state, disk[..disk.IndexOf('}')]);
        Assert.Contains(advice, disk[..disk.IndexOf('}')]);
        Assert.EndsWith($"=> {code}\n", said);
    }

    [Theory]
    [InlineData("""{"PublicUrl":"http://127.0.0.1:5480"}""", "public URL", "warning", "Set Tidelock:PublicUrl")]
    [InlineData("""{"PublicUrl":"http://127.0.0.1:5480"}""", "cookies", "warning", "Without https")]
    [InlineData("""{"PublicUrl":"https://id.example.com"}""", "public URL", "ok", null)]
    [InlineData("""{"PublicUrl":"https://id.example.com"}""", "cookies", "ok", null)]
    [InlineData("""{"PublicUrl":"https://id.example.com"}""", "proxies", "warning", "Tidelock:Proxies:Trusted")]
    [InlineData(
        """{"PublicUrl":"https://id.example.com","Proxies":{"Trusted":["10.0.0.7"]} }""", "proxies", "ok", null)]
    [InlineData("""{"Proxies":{"Trusted":["0.0.0.0/0"]} }""", "proxies", "problem", "Name your proxies only")]
    [InlineData("""{"Proxies":{"Trusted":["::/0"]} }""", "proxies", "problem", "Name your proxies only")]
    [InlineData(
        """{"PublicUrl":"https://id.example.com","Cookies":{"SameSite":"None"} }""", "cookies", "warning", "Strict")]
    public async Task What_clients_meet_is_judged(string settings, string name, string state, string? advice)
    {
        await _data.MakeStoreAsync();
        await File.WriteAllTextAsync(Path.Combine(_data.Path, "tidelock.json"), $$"""{"Tidelock":{{settings}}}""");

        var (code, checks) = await ExamineAsync();

        Assert.Equal(state, checks[name].State);
        Assert.Equal(state == "problem" ? Unsound : 0, code);
        Assert.Contains(advice ?? string.Empty, checks[name].Advice ?? string.Empty);
    }

    [Fact]
    public async Task A_proxy_that_is_not_trusted_is_named_by_its_address()
    {
        await using var server = await RunningServer.StartAsync(_data.Path);
        using var http = server.Http();
        Assert.Equal("ok", (await ExamineAsync()).Checks["proxies"].State);
        http.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        await http.GetAsync("/health/live");

        var proxies = (await ExamineAsync()).Checks["proxies"];

        Assert.Equal("warning", proxies.State);
        Assert.StartsWith("127.0.0.1 ", proxies.Finding);
    }

    [Fact]
    public async Task A_proxy_that_is_trusted_is_not_named()
    {
        Directory.CreateDirectory(_data.Path);
        await File.WriteAllTextAsync(
            Path.Combine(_data.Path, "tidelock.json"), """{"Tidelock":{"Proxies":{"Trusted":["127.0.0.1"]} } }""");
        await using var server = await RunningServer.StartAsync(_data.Path);
        using var http = server.Http();
        http.DefaultRequestHeaders.Add("X-Forwarded-For", "198.51.100.1, 203.0.113.7");
        await http.GetAsync("/health/live");

        Assert.Equal("ok", (await ExamineAsync()).Checks["proxies"].State);
    }

    private async Task<(int ExitCode, Dictionary<string, Check> Checks)> ExamineAsync()
    {
        var run = await CliRun.Of("doctor", "--json", "--data", _data.Path);
        var checks = run.Json.GetProperty("checks").EnumerateArray().Select(check => new Check(
            Text(check, "name")!, Text(check, "state")!, Text(check, "finding")!, Text(check, "advice")));
        return (run.ExitCode, checks.ToDictionary(check => check.Name, StringComparer.Ordinal));
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private sealed record Check(string Name, string State, string Finding, string? Advice);
}
