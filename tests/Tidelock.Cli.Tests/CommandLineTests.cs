namespace Tidelock.Cli.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("nonsense")]
    [InlineData("users", "list", "--nonsense")]
    [InlineData("users", "add")]
    [InlineData("keys", "rotate", "nonsense")]
    [InlineData("sessions", "end")]
    [InlineData("serve", "--url", "ftp://127.0.0.1")]
    [InlineData("serve", "--url", "http://127.0.0.1:5480/path")]
    [InlineData("demo", "--url", "http://0.0.0.0:5480")]
    [InlineData("demo", "--url", "https://demo.example.com")]
    [InlineData("audit", "list", "--since", "yesterday")]
    public async Task What_is_no_command_line_ends_with_code_2(params string[] arguments)
    {
        using var data = new TempData();
        var run = await CliRun.Of([.. arguments, "--data", data.Path]);
        Assert.Equal(2, run.ExitCode);
        Assert.NotEmpty(run.Errors);
        Assert.False(Directory.Exists(data.Path));
    }

    [Fact]
    public async Task Help_names_every_command()
    {
        var help = (await CliRun.Of("--help")).Succeeded().Output;
        string[] commands =
        [
            "serve", "demo", "users", "sessions", "keys", "migrate", "backup", "restore", "audit", "config", "doctor",
        ];
        Assert.All(commands, command => Assert.Contains(command, help));
        Assert.Contains("tidelock", help);
    }

    [Theory]
    [InlineData("users", "erase", "alice")]
    [InlineData("keys", "compromise", "mac", "1")]
    [InlineData("migrate", "down", "--to", "0")]
    public async Task What_cannot_be_taken_back_is_not_done_unasked(params string[] arguments)
    {
        using var data = new TempData();
        await data.MakeStoreAsync();
        var run = await CliRun.Of([.. arguments, "--data", data.Path]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--yes", run.Errors);
    }

    [Fact]
    public async Task The_environment_names_the_data_directory()
    {
        using var data = new TempData();
        var start = CliRun.Command("migrate", "up", "--json");
        start.Environment["TIDELOCK_DATA"] = data.Path;
        using var process = System.Diagnostics.Process.Start(start)!;
        process.StandardInput.Close();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        Assert.True(Directory.Exists(data.Path));
    }
}
