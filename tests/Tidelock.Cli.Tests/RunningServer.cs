using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Tidelock.Cli.Tests;

/// <summary>A real <c>serve</c> in a process of its own.</summary>
public sealed class RunningServer : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    // SIGTERM, as a service manager sends it; a shell's background jobs ignore SIGINT.
    private const int TerminateSignal = 15;

    private readonly Process _process;

    private RunningServer(Process process, JsonElement announced) => (_process, Announced) = (process, announced);

    /// <summary>What it said at its start.</summary>
    public JsonElement Announced { get; }

    public string Url => Announced.GetProperty("listening")[0].GetString()!;

    /// <summary>An HTTP client of the public URL.</summary>
    public HttpClient Http() => new() { BaseAddress = new(Url) };

    public static Task<RunningServer> StartAsync(string data, params string[] more) =>
        StartWithEnvironmentAsync(data, [], more);

    public static Task<RunningServer> StartWithEnvironmentAsync(
        string data, Dictionary<string, string> environment, params string[] more) =>
        LaunchAsync(["--data", data, "--url", "http://127.0.0.1:0", .. more], environment);

    public static Task<RunningServer> StartWithoutUrlAsync(string data) => LaunchAsync(["--data", data], []);

    private static async Task<RunningServer> LaunchAsync(string[] options, Dictionary<string, string> environment)
    {
        var command = CliRun.Command(["serve", "--json", .. options]);
        foreach (var (name, value) in environment)
        {
            command.Environment[name] = value;
        }

        var process = Process.Start(command)!;
        // Its log is read all the time: a full pipe would make it stand still.
        var log = new StringBuilder();
        process.ErrorDataReceived += (_, line) => log.AppendLine(line.Data);
        process.BeginErrorReadLine();
        using var limit = new CancellationTokenSource(Limit);
        var text = new StringBuilder();
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            text.AppendLine(line);
            if (line == "}")
            {
                var announced = JsonDocument.Parse(text.ToString()).RootElement;
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                return new(process, announced);
            }
        }

        await process.WaitForExitAsync(limit.Token);
        throw new InvalidOperationException($"serve ended with {process.ExitCode}: {text}{log}");
    }

    /// <summary>A port that nobody listens on.</summary>
    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    public static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Ctrl+C; gives the exit code.</summary>
    public async Task<int> StopAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        using var kill = Process.Start("kill", [$"-{TerminateSignal}", $"{_process.Id}"]);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    /// <summary>Ends it as a crash would.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }
}
