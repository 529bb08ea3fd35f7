using System.Diagnostics;

namespace Tidelock.EndToEnd.Guide;

/// <summary>Runs the guide's shell commands, as they stand on the page, against the real server.</summary>
public sealed class CommandExampleTests(Browser browser)
{
    private static readonly string[] Tools = ["/usr/bin/curl", "/usr/bin/jq", "/usr/bin/bash"];

    [Fact]
    public async Task The_curl_session_renews_ends_and_says_why()
    {
        var block = GuidePage.Read("without-an-sdk.md").BlockThatBegins("bash", "client=");

        var lines = await RunAsync(block);

        Assert.Contains(lines, line => line.Contains("\"alice\"", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("\"refreshAt\"", StringComparison.Ordinal));
        Assert.Equal(["204", "401 signed_out"], lines[^2..]);
    }

    [Fact]
    public async Task The_quick_start_signs_in()
    {
        var block = GuidePage.Read("quick-start.md").BlockThatBegins("bash", "export TIDELOCK=");
        var withoutAddress = block[block.IndexOf('\n', StringComparison.Ordinal)..];

        var lines = await RunAsync(withoutAddress);

        Assert.Contains(lines, line => line.Contains("\"Bearer\"", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("\"current\": true", StringComparison.Ordinal));
    }

    private async Task<string[]> RunAsync(string script)
    {
        Assert.SkipUnless(Tools.All(File.Exists), $"The examples need {string.Join(", ", Tools)}.");
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", script])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            Environment = { ["TIDELOCK"] = browser.Demo.Url },
        })!;
        var output = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(shell.ExitCode == 0, output);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
