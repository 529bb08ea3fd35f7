using System.Diagnostics;

namespace Tidelock.Cli.Serving;

/// <summary>How far the sample has come.</summary>
internal enum SampleState
{
    /// <summary>It starts.</summary>
    Starting,

    /// <summary>It is compiled first, which takes a minute or two.</summary>
    Building,

    /// <summary>It answers.</summary>
    Ready,

    /// <summary>It has ended; what it said about it is on standard error.</summary>
    Ended,
}

/// <summary>
/// The sample beside the demo's server: a program that serves a site which uses it. It says <c>building</c> and
/// <c>ready</c> on its standard output, and ends when its standard input does: that is the case when this process
/// ends, however it does.
/// </summary>
internal sealed class SampleSite : IAsyncDisposable
{
    /// <summary>The port that it gets when nobody else has it.</summary>
    internal const int DefaultPort = 5490;

    private const string DirectoryName = "exambank";

    /// <summary>So long it may take to say how far it is.</summary>
    private static readonly TimeSpan SaysSomethingWithin = TimeSpan.FromSeconds(20);

    /// <summary>So long it may take to end by itself.</summary>
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly Task _reading;
    private readonly TaskCompletionSource _said = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SampleSite(Process process, string url)
    {
        (_process, Url) = (process, url);
        _reading = ReadAsync();
    }

    /// <summary>Where it answers.</summary>
    internal string Url { get; }

    /// <summary>How far it is.</summary>
    internal SampleState State { get; private set; } = SampleState.Starting;

    /// <summary>Comes to an end when it answers, or has ended.</summary>
    internal Task Settled => _settled.Task;

    /// <summary>Its address: the server's host, so that browsers take the two for one site, and another port.</summary>
    internal static string UrlBeside(string server, string asked)
    {
        var wanted = new UriBuilder(server) { Port = new Uri(asked).Port == 0 ? 0 : DefaultPort };
        string url;
        do
        {
            url = ListenAddress.OrAnotherPort(ListenAddress.WithRealPort(wanted.Uri.GetLeftPart(UriPartial.Authority)));
            wanted.Port = 0;
        }
        while (url == server);
        return url;
    }

    /// <param name="program">The program.</param>
    /// <param name="url">Where it is to listen.</param>
    /// <param name="tidelock">The server's public URL.</param>
    /// <param name="data">The demo's data directory.</param>
    /// <exception cref="IOException">The program can't be started.</exception>
    internal static SampleSite Start(string program, string url, string tidelock, string data)
    {
        var start = new ProcessStartInfo(Path.GetFullPath(program))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
            Environment =
            {
                ["ASPNETCORE_URLS"] = url,
                ["ExamBank__Tidelock"] = tidelock,
                ["ExamBank__Data"] = Path.Combine(data, DirectoryName),
                ["ExamBank__EndWithInput"] = "true",
                ["Logging__LogLevel__Default"] = "Warning",
            },
        };
        WithholdSettings(start);
        try
        {
            return new(Process.Start(start)!, url);
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            throw new IOException($"--sample: {program} can't be started. {failure.Message}", failure);
        }
    }

    /// <summary>Waits until it is ready, has ended, or is going to take a while.</summary>
    internal async Task WaitForFirstWordAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _said.Task.WaitAsync(SaysSomethingWithin, TimeProvider.System, cancellationToken);
        }
        catch (TimeoutException)
        {
            // It is announced as one that is not there yet.
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        if (State is SampleState.Ready or SampleState.Ended)
        {
            using var patience = new CancellationTokenSource(EndsWithin);
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                // It is ended below.
            }
        }

        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        // Its output is over by now, unless something that it started has kept it.
        await Task.WhenAny(_reading, Task.Delay(EndsWithin, TimeProvider.System, CancellationToken.None));
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            switch (line)
            {
                case "building":
                    State = SampleState.Building;
                    break;
                case "ready":
                    State = SampleState.Ready;
                    _settled.TrySetResult();
                    break;
                default:
                    // Standard output is for what the command itself says.
                    await Console.Error.WriteLineAsync(line);
                    continue;
            }

            _said.TrySetResult();
        }

        State = SampleState.Ended;
        _said.TrySetResult();
        _settled.TrySetResult();
    }

    /// <summary>The server's own settings, of which some are secrets, are no business of another program.</summary>
    private static void WithholdSettings(ProcessStartInfo start)
    {
        foreach (var name in start.Environment.Keys.Where(IsSetting).ToList())
        {
            start.Environment.Remove(name);
        }
    }

    private static bool IsSetting(string name) => name.StartsWith("TIDELOCK_", StringComparison.OrdinalIgnoreCase);
}
