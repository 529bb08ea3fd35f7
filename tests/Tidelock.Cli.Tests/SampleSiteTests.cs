using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Tidelock.Cli.Tests;

/// <summary>The site that <c>demo</c> starts beside its server; a script plays it.</summary>
public sealed class SampleSiteTests : IDisposable
{
    private const UnixFileMode Executable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const int TerminateSignal = 15;

    /// <summary>Notes what it was given and by which process, is ready, and ends with its input.</summary>
    private const string Plays = """
        #!/usr/bin/env bash
        here="$(dirname "$0")"
        trap '' TERM
        printf '%s\n' "$$" "$ASPNETCORE_URLS" "$ExamBank__Tidelock" "$ExamBank__Data" "$ExamBank__EndWithInput" \
          >"$here/given.new"
        mv "$here/given.new" "$here/given"
        echo "something that is no word of ours"
        echo WORD
        while read -r _; do :; done
        touch "$here/ended"
        """;

    /// <summary>A setting of the server as whoever runs it gives one: it could as well be a secret.</summary>
    private const string Setting = "TIDELOCK_Demo__Passing";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly TempData _data = new();
    private Process? _demo;

    public void Dispose()
    {
        if (_demo is { HasExited: false })
        {
            _demo.Kill(entireProcessTree: true);
            _demo.WaitForExit();
        }

        _demo?.Dispose();
        _data.Dispose();
    }

    [Fact]
    public async Task It_is_told_where_to_listen_and_its_pages_may_use_the_server()
    {
        var announced = await StartAsync(Plays.Replace("WORD", "ready", StringComparison.Ordinal));

        var server = announced.GetProperty("url").GetString()!;
        var site = announced.GetProperty("sample");
        var url = site.GetProperty("url").GetString()!;
        Assert.True(site.GetProperty("isReady").GetBoolean());
        Assert.Equal((new Uri(server).Host, "http"), (new Uri(url).Host, new Uri(url).Scheme));
        Assert.NotEqual(server, url);
        Assert.Equal([url, server, Path.Combine(_data.Path, "exambank"), "true"], (await GivenAsync())[1..]);
        Assert.Equal(url, await AllowedOriginAsync(server, url));
        Assert.Null(await AllowedOriginAsync(server, "http://127.0.0.1:1"));
    }

    [Fact]
    public async Task It_is_given_none_of_the_settings_of_the_server()
    {
        await StartAsync("""
            #!/usr/bin/env bash
            env >"$(dirname "$0")/given.new"
            mv "$(dirname "$0")/given.new" "$(dirname "$0")/given"
            echo ready
            read -r _
            """);

        var given = await GivenAsync();

        Assert.Contains(given, line => line.StartsWith("ASPNETCORE_URLS=", StringComparison.Ordinal));
        Assert.DoesNotContain(given, line => line.StartsWith("TIDELOCK_", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_ends_with_the_demo_also_when_that_is_killed(bool isKilled)
    {
        await StartAsync(Plays.Replace("WORD", "ready", StringComparison.Ordinal));
        var given = await GivenAsync();

        if (isKilled)
        {
            _demo!.Kill();
        }
        else
        {
            using var terminate = Process.Start("kill", [$"-{TerminateSignal}", $"{_demo!.Id}"]);
        }

        await UntilAsync(() => File.Exists(_data.Beside("ended")));
        await UntilAsync(() => !Directory.Exists($"/proc/{given[0]}"));
        await UntilAsync(() => _demo!.HasExited);
        Assert.Equal(isKilled ? 128 + 9 : 0, _demo!.ExitCode);
    }

    [Fact]
    public async Task One_that_is_built_first_does_not_keep_the_server_waiting()
    {
        var announced = await StartAsync(Plays.Replace("WORD", "building", StringComparison.Ordinal));

        Assert.False(announced.GetProperty("sample").GetProperty("isReady").GetBoolean());
        using var http = new HttpClient();
        var answer = await http.GetAsync($"{announced.GetProperty("url").GetString()}/health/ready");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task The_demo_goes_on_without_one_that_ends()
    {
        var announced = await StartAsync("#!/usr/bin/env bash\necho 'no Node.js' >&2\nexit 1");

        Assert.Equal(JsonValueKind.Null, announced.GetProperty("sample").ValueKind);
        using var http = new HttpClient();
        var answer = await http.GetAsync($"{announced.GetProperty("url").GetString()}/health/ready");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task One_that_does_not_exist_is_named()
    {
        var run = await CliRun.Of(
            "demo", "--url", "http://127.0.0.1:0", "--data", _data.Path, "--sample", _data.Beside("nothing"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("--sample", run.Errors, StringComparison.Ordinal);
    }

    private async Task<JsonElement> StartAsync(string plays)
    {
        var program = _data.Beside("site.sh");
        await File.WriteAllTextAsync(program, plays);
        File.SetUnixFileMode(program, Executable);
        var start = CliRun.Command(
            "demo", "--url", "http://127.0.0.1:0", "--data", _data.Path, "--json", "--sample", program);
        start.Environment[Setting] = "1";
        _demo = Process.Start(start)!;
        _demo.ErrorDataReceived += (_, _) => { };
        _demo.BeginErrorReadLine();
        using var limit = new CancellationTokenSource(Limit);
        var text = new StringBuilder();
        while (await _demo.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            text.AppendLine(line);
            if (line == "}")
            {
                return JsonElement.Parse(text.ToString());
            }
        }

        throw new InvalidOperationException($"The demo ended: {text}");
    }

    private async Task<string[]> GivenAsync()
    {
        await UntilAsync(() => File.Exists(_data.Beside("given")));
        return await File.ReadAllLinesAsync(_data.Beside("given"));
    }

    /// <summary>What the server answers a browser that asks whether a page of the origin may call it.</summary>
    private static async Task<string?> AllowedOriginAsync(string server, string origin)
    {
        using var http = new HttpClient();
        using var preflight = new HttpRequestMessage(HttpMethod.Options, $"{server}/api/v1/auth/refresh");
        preflight.Headers.Add("Origin", origin);
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        using var answer = await http.SendAsync(preflight);
        return answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var allowed) ? allowed.Single() : null;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        }
    }
}
