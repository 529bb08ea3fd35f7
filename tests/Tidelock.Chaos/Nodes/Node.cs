using System.Diagnostics;

namespace Tidelock.Chaos.Nodes;

/// <summary>A real server, in a process of its own.</summary>
internal sealed class Node : IAsyncDisposable
{
    private const int MaxLogLines = 200;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(5);
    private static readonly Uri Live = new("/health/live", UriKind.Relative);

    private readonly Process _process;
    private readonly Place _place;
    private readonly long _started;
    private readonly Queue<string> _log = new();

    private Node(Process process, Place place, long started)
    {
        (_process, _place, _started) = (process, place, started);
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Its process.</summary>
    internal int Pid => _process.Id;

    /// <summary>True once it is gone.</summary>
    internal bool HasEnded => _process.HasExited;

    /// <summary>What it ended with.</summary>
    internal int ExitCode => _process.ExitCode;

    /// <summary>Resident memory now, in bytes.</summary>
    internal long Resident
    {
        get
        {
            _process.Refresh();
            return _process.HasExited ? 0 : _process.WorkingSet64;
        }
    }

    /// <summary>The last lines of its log.</summary>
    internal string Log
    {
        get
        {
            lock (_log)
            {
                return string.Join('\n', _log);
            }
        }
    }

    /// <summary>Starts it and waits for its first answer; tells how long that took.</summary>
    internal static async Task<(Node Node, TimeSpan Took)> StartAsync(Place place)
    {
        var node = Launch(place);
        try
        {
            return (node, await node.AnswersAsync());
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it and does not wait.</summary>
    internal static Node Launch(Place place)
    {
        var started = Stopwatch.GetTimestamp();
        var url = place.Url.GetLeftPart(UriPartial.Authority);
        return new(Shell.Launch(place, "serve", "--url", url, "--data", place.Data), place, started);
    }

    /// <summary>Waits for the first answer; the time since it was started.</summary>
    internal async Task<TimeSpan> AnswersAsync()
    {
        using var http = new HttpClient { BaseAddress = _place.Url };
        using var limit = new CancellationTokenSource(StartLimit, TimeProvider.System);
        while (!await AnswersAsync(http, limit.Token))
        {
            if (HasEnded)
            {
                throw new NodeEndedException(ExitCode, Log);
            }

            await Task.Delay(Beat, TimeProvider.System, limit.Token);
        }

        return Stopwatch.GetElapsedTime(_started);
    }

    /// <summary>SIGKILL: the process does nothing any more.</summary>
    internal async Task KillAsync()
    {
        _process.Kill();
        await EndAsync();
    }

    /// <summary>SIGTERM, as a service manager sends it.</summary>
    internal async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{Pid}"]);
        await EndAsync();
        return ExitCode;
    }

    /// <summary>Waits until it is gone.</summary>
    internal async Task EndAsync()
    {
        using var limit = new CancellationTokenSource(StopLimit, TimeProvider.System);
        await _process.WaitForExitAsync(limit.Token);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (!HasEnded)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static async Task<bool> AnswersAsync(HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.GetAsync(Live, cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Keep(string? line)
    {
        lock (_log)
        {
            _log.Enqueue(line ?? string.Empty);
            if (_log.Count > MaxLogLines)
            {
                _log.Dequeue();
            }
        }
    }
}

/// <summary>A node ended that should have gone on.</summary>
internal sealed class NodeEndedException(int code, string log)
    : Exception($"The node ended with code {code}:\n{log}")
{
    internal int ExitCode => code;
}
