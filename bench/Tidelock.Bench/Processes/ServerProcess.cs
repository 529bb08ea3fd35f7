using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Tidelock.Bench.Processes;

/// <summary>A server under measurement, in a process of its own.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(20);

    private readonly Process _process;
    private volatile string _lastWords = string.Empty;

    private ServerProcess(Process process, int port) => (_process, Port) = (process, port);

    /// <summary>Its port on the loopback address.</summary>
    internal int Port { get; }

    /// <summary>Its address.</summary>
    internal Uri Url => UrlOf(Port);

    internal int Pid => _process.Id;

    /// <summary>Resident memory now, in bytes.</summary>
    internal long Resident
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>The product's server on a data directory, with limits that a benchmark does not meet.</summary>
    internal static Task<ServerProcess> TidelockAsync(string data, params (string Key, string Value)[] settings)
    {
        var port = FreePort();
        return StartAsync(
            Repository.Built("src/Tidelock.Cli", "Tidelock.Cli"), port,
            ["serve", "--url", UrlOf(port).GetLeftPart(UriPartial.Authority), "--data", data],
            [.. Limits, .. settings]);
    }

    /// <summary>The ceilings, and Identity over a store of users in memory or on disk.</summary>
    internal static Task<ServerProcess> PeersAsync(int answerLength, string store)
    {
        var port = FreePort();
        return StartAsync(
            Repository.Built("bench/Tidelock.Peers", "Tidelock.Peers"), port,
            [UrlOf(port).GetLeftPart(UriPartial.Authority), $"{answerLength}", store], []);
    }

    /// <summary>Starts it without waiting until it answers.</summary>
    internal static ServerProcess Launch(
        string program, int port, IReadOnlyList<string> arguments, IReadOnlyList<(string Key, string Value)> settings)
    {
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in settings)
        {
            start.Environment[$"Tidelock__{key.Replace(":", "__", StringComparison.Ordinal)}"] = value;
        }

        start.Environment["DOTNET_gcServer"] = "0";
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        process.OutputDataReceived += (_, _) => { };
        var server = new ServerProcess(process, port);
        process.ErrorDataReceived += (_, line) => server._lastWords = line.Data ?? server._lastWords;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return server;
    }

    /// <summary>Settings under which nothing is turned away.</summary>
    internal static IReadOnlyList<(string Key, string Value)> Limits { get; } =
    [
        ("Limits:RotationsPerMinute", "1000000"), ("Limits:ReplaysPerMinute", "1000000"),
        ("Limits:RefusalsPerMinute", "1000000"), ("Limits:SignInsPerAddress", "1000000"),
        ("Limits:RequestsPerAddress", "1000000"), ("Limits:MaxConcurrentPerAddress", "511"),
    ];

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    internal static Uri UrlOf(int port) => new($"http://127.0.0.1:{port}");

    /// <summary>Asks it to stop, as an operator would.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
            using var limit = new CancellationTokenSource(StopLimit, TimeProvider.System);
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
            }
        }

        _process.Dispose();
    }

    private static async Task<ServerProcess> StartAsync(
        string program, int port, IReadOnlyList<string> arguments, IReadOnlyList<(string Key, string Value)> settings)
    {
        var server = Launch(program, port, arguments, settings);
        using var http = new HttpClient { BaseAddress = server.Url };
        using var limit = new CancellationTokenSource(StartLimit, TimeProvider.System);
        while (!await IsReadyAsync(http, limit.Token))
        {
            if (server._process.HasExited)
            {
                throw new InvalidOperationException(
                    $"{program} ended with code {server._process.ExitCode}. {server._lastWords}");
            }

            await Task.Delay(Beat, TimeProvider.System, limit.Token);
        }

        return server;
    }

    private static async Task<bool> IsReadyAsync(HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
