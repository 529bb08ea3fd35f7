using System.Text.Json;

namespace Tidelock.Cli.Tests;

/// <summary><c>config show</c>: every setting, where it came from, and nothing secret.</summary>
public sealed class ShownConfigurationTests : IDisposable
{
    private const string Secret = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private readonly TempData _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Each_setting_is_shown_with_its_source()
    {
        Directory.CreateDirectory(_data.Path);
        await File.WriteAllTextAsync(
            Path.Combine(_data.Path, "tidelock.json"),
            """
            {
              "Tidelock": { "Sessions": { "MaxPerUser": 7 }, "Cors": { "Origins": ["https://a.example"] } },
              "ACCESS_TOKEN_EXPIRE_MINUTES": 20
            }
            """);
        await using var server = await RunningServer.StartWithEnvironmentAsync(
            _data.Path,
            new() { ["Tidelock__Limits__MaxWaiting"] = "11", ["MAX_ACTIVE_SESSIONS_PER_USER"] = "9" },
            "--public-url",
            "https://id.example.com");

        var shown = await ShowAsync();

        Assert.Equal(("7", "tidelock.json"), shown["Tidelock:Sessions:MaxPerUser"]);
        Assert.Equal(("https://a.example", "tidelock.json"), shown["Tidelock:Cors:Origins"]);
        Assert.Equal(
            ("20m", "tidelock.json (ACCESS_TOKEN_EXPIRE_MINUTES)"), shown["Tidelock:AccessTokens:Lifetime"]);
        Assert.Equal(("11", "environment variables"), shown["Tidelock:Limits:MaxWaiting"]);
        Assert.Equal(("https://id.example.com", "command line"), shown["Tidelock:PublicUrl"]);
        Assert.Equal(("12h", "default"), shown["Tidelock:Sessions:IdleLife"]);
    }

    [Theory]
    [InlineData("TIDELOCK_MASTER_KEY", "Tidelock:Keys:MasterKey")]
    [InlineData("Tidelock__Keys__MasterKey", "Tidelock:Keys:MasterKey")]
    public async Task A_secret_is_masked_whatever_it_came_by(string variable, string key)
    {
        await using var server = await RunningServer.StartWithEnvironmentAsync(
            _data.Path, new() { [variable] = Secret });

        var run = (await CliRun.Of("config", "show", "--json", "--data", _data.Path)).Succeeded();
        var table = (await CliRun.Of("config", "show", "--data", _data.Path)).Succeeded();

        Assert.Equal("********", (await ShowAsync())[key].Value);
        Assert.DoesNotContain(Secret, run.Output + run.Errors + table.Output);
    }

    private async Task<Dictionary<string, (string Value, string Source)>> ShowAsync() =>
        (await CliRun.Of("config", "show", "--json", "--data", _data.Path)).Succeeded().Json
            .GetProperty("settings").EnumerateArray()
            .ToDictionary(one => Text(one, "key"), one => (Text(one, "value"), Text(one, "source")));

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
