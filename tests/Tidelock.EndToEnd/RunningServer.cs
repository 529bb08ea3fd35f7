using System.Diagnostics;
using System.Text.Json;

namespace Tidelock.EndToEnd;

/// <summary>The real server as its users run it: the built command line in a process of its own.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private const string Loopback = "http://127.0.0.1:0";
    private static readonly TimeSpan StartWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EndWithin = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly List<string> _errors;

    private RunningServer(Process process, string data, JsonElement announced, List<string> errors) =>
        (_process, Data, Announced, _errors) = (process, data, announced, errors);

    /// <summary>Its data directory.</summary>
    internal string Data { get; }

    /// <summary>What it printed when it was ready.</summary>
    internal JsonElement Announced { get; }

    /// <summary>Its public URL, without a slash at the end.</summary>
    internal string Url => Announced.GetProperty("url").GetString()!.TrimEnd('/');

    /// <summary>Starts <paramref name="command"/>, such as <c>demo</c>, on an empty directory.</summary>
    internal static async Task<RunningServer> StartAsync(string command, CancellationToken cancellationToken)
    {
        var data = Directory.CreateTempSubdirectory("tidelock-").FullName;
        var errors = new List<string>();
        var process = Run([command, "--url", Loopback, "--data", data, "--json"]);
        process.ErrorDataReceived += (_, line) => Keep(errors, line.Data);
        process.BeginErrorReadLine();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(StartWithin);
        try
        {
            var announced = await ReadJsonAsync(process.StandardOutput, patience.Token)
                ?? throw new InvalidOperationException($"The server ended: {string.Join('\n', errors)}");
            _ = DrainAsync(process.StandardOutput, errors);
            return new(process, data, announced, errors);
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Runs another command beside the server, on its directory, and gives back the JSON it prints.</summary>
    internal async Task<JsonElement> CommandAsync(string[] arguments, CancellationToken cancellationToken)
    {
        using var process = Run([.. arguments, "--data", Data, "--json"]);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? JsonElement.Parse(output)
            : throw new InvalidOperationException(
                $"{string.Join(' ', arguments)} ended with {process.ExitCode}: {output}");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        using var patience = new CancellationTokenSource(EndWithin);
        await _process.WaitForExitAsync(patience.Token);
        _process.Dispose();
        Directory.Delete(Data, recursive: true);
        KeepLog();
    }

    /// <summary>What the server wrote stays in <c>artifacts</c>, for whoever looks into a test that failed.</summary>
    private void KeepLog()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts", "end-to-end"));
        lock (_errors)
        {
            File.WriteAllLines(Path.Combine(folder.FullName, $"server-{new Uri(Url).Port}.log"), _errors);
        }
    }

    private static Process Run(IReadOnlyList<string> arguments) => Process.Start(new ProcessStartInfo(
        "dotnet", [Path.Combine(AppContext.BaseDirectory, "Tidelock.Cli.dll"), .. arguments])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        UseShellExecute = false,
    })!;

    /// <summary>The first whole JSON document of the output, which may be spread over several lines.</summary>
    private static async Task<JsonElement?> ReadJsonAsync(TextReader output, CancellationToken cancellationToken)
    {
        var text = string.Empty;
        while (await output.ReadLineAsync(cancellationToken) is { } line)
        {
            text += line;
            try
            {
                return JsonElement.Parse(text);
            }
            catch (JsonException)
            {
                // Not yet whole.
            }
        }

        return null;
    }

    /// <summary>Reads on, so that a server with much to say is never stopped by a full pipe.</summary>
    private static async Task DrainAsync(StreamReader output, List<string> lines)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            Keep(lines, line);
        }
    }

    private static void Keep(List<string> lines, string? line)
    {
        lock (lines)
        {
            lines.Add(line ?? string.Empty);
        }
    }
}
