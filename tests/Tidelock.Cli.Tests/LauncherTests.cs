using System.Diagnostics;

namespace Tidelock.Cli.Tests;

/// <summary>
/// The launcher's test run, on a tree of made-up suites: whoever reads its last line must be able to rely on it.
/// A stand-in for <c>dotnet</c> plays the suites.
/// </summary>
public sealed class LauncherTests : IDisposable
{
    private const UnixFileMode Executable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const string StandIn = """
        #!/usr/bin/env bash
        if [[ "$1" == --list-sdks ]]; then echo "10.0.100 [here]"; exit 0; fi
        if [[ "$1" == build ]]; then
          for suite in "$(dirname "$0")"/../tests/*/; do
            name="$(basename "$suite")"
            mkdir -p "$suite/bin/Release/net10.0" && touch "$suite/bin/Release/net10.0/$name.dll"
          done
          exit 0
        fi
        report="" dll="$1"
        while [[ $# -gt 0 ]]; do
          if [[ "$1" == -xml ]]; then report="$2"; fi
          shift
        done
        source "$(dirname "$dll")/../../../plays.sh"
        """;

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("tidelock-launcher-");

    public LauncherTests()
    {
        var repository = RepositoryRoot();
        Copy(repository, "tidelock");
        foreach (var part in Directory.GetFiles(Path.Combine(repository, "build"), "*.sh"))
        {
            Copy(repository, Path.Combine("build", Path.GetFileName(part)));
        }

        Write("bin/dotnet", StandIn);
        Write("src/Nothing.cs", string.Empty);
        Write("samples/Nothing.cs", string.Empty);
    }

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public async Task Counts_of_all_suites_are_added_up()
    {
        Suite("One", Reports(total: 5, passed: 4, failed: 0, skipped: 1));
        Suite("Two", Reports(total: 7, passed: 7, failed: 0, skipped: 0));
        var (code, lines) = await TestAsync();
        Assert.Equal("11 passed, 0 failed, 1 skipped", lines[^1]);
        Assert.Equal(0, code);
    }

    [Fact]
    public async Task A_failure_does_not_keep_the_other_suites_from_running()
    {
        Suite("One", Reports(total: 5, passed: 3, failed: 2, skipped: 0) + "\nexit 1");
        Suite("Two", Reports(total: 7, passed: 7, failed: 0, skipped: 0));
        var (code, lines) = await TestAsync();
        Assert.Equal("10 passed, 2 failed, 0 skipped", lines[^1]);
        Assert.NotEqual(0, code);
    }

    [Theory]
    [InlineData("exit 0", "left no report")]
    [InlineData("exit 134", "left no report")]
    [InlineData("kill -9 $$", "left no report")]
    public async Task A_suite_that_crashes_counts_as_a_failure(string plays, string says)
    {
        Suite("One", plays);
        Suite("Two", Reports(total: 7, passed: 7, failed: 0, skipped: 0));
        var (code, lines) = await TestAsync();
        Assert.Equal("7 passed, 1 failed, 0 skipped", lines[^1]);
        Assert.Contains(lines, line => line.Contains(says));
        Assert.NotEqual(0, code);
    }

    [Fact]
    public async Task A_suite_without_tests_counts_as_a_failure()
    {
        Suite("One", Reports(total: 0, passed: 0, failed: 0, skipped: 0));
        Suite("Two", Reports(total: 7, passed: 7, failed: 0, skipped: 0));
        var (code, lines) = await TestAsync();
        Assert.Equal("7 passed, 1 failed, 0 skipped", lines[^1]);
        Assert.NotEqual(0, code);
    }

    [Fact]
    public async Task A_suite_that_fails_after_its_last_test_counts_as_a_failure()
    {
        Suite("One", Reports(total: 7, passed: 7, failed: 0, skipped: 0) + "\nexit 3");
        var (code, lines) = await TestAsync();
        Assert.Equal("7 passed, 1 failed, 0 skipped", lines[^1]);
        Assert.NotEqual(0, code);
    }

    [Fact]
    public async Task A_report_of_an_earlier_run_is_never_counted()
    {
        Suite("One", Reports(total: 7, passed: 7, failed: 0, skipped: 0));
        await TestAsync();
        Suite("One", "exit 0");
        var (code, lines) = await TestAsync();
        Assert.Equal("0 passed, 1 failed, 0 skipped", lines[^1]);
        Assert.NotEqual(0, code);
    }

    [Fact]
    public async Task Words_pick_suites_by_name()
    {
        Suite("One", Reports(total: 1, passed: 1, failed: 0, skipped: 0));
        Suite("Two", Reports(total: 7, passed: 7, failed: 0, skipped: 0));
        var (code, lines) = await TestAsync("two");
        Assert.Equal("7 passed, 0 failed, 0 skipped", lines[^1]);
        Assert.Equal(0, code);
    }

    private static string Reports(int total, int passed, int failed, int skipped) =>
        $"""
         echo '<assemblies><assembly name="x &gt; y" total="{total}" passed="{passed}" failed="{failed}"' \
           'skipped="{skipped}" errors="0"/>' > "$report"
         echo '<assembly total="99" passed="99" failed="99"/></assemblies>' >> "$report"
         """;

    internal static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Tidelock.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside of the repository.");
        }

        return folder.FullName;
    }

    private void Suite(string name, string plays)
    {
        Write($"tests/{name}/{name}.csproj", string.Empty);
        Write($"tests/{name}/plays.sh", plays);
    }

    private void Write(string path, string text)
    {
        var full = Path.Combine(_root.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        File.SetUnixFileMode(full, Executable);
    }

    private void Copy(string repository, string path) =>
        Write(path, File.ReadAllText(Path.Combine(repository, path)));

    private async Task<(int Code, string[] Lines)> TestAsync(params string[] words)
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(_root.FullName, "tidelock"), "test", .. words])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["PATH"] = $"{_root.FullName}/bin:{start.Environment["PATH"]}";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, $"{await errors}\n{output}".Trim().Split('\n'));
    }
}
