using System.Diagnostics;
using System.Net.Http.Json;
using Tidelock.Bench.Processes;
using Tidelock.Bench.Reports;
using Tidelock.Bench.Seeding;

namespace Tidelock.Bench;

/// <summary>
/// `bench start` (F8): from exec of the published build to the first token, and the memory right after.
/// </summary>
internal static class StartBench
{
    private const double MaxSeconds = 1;
    private const double MaxMegabytes = 150;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(5);

    internal static async Task<Report> RunAsync(int rounds, CancellationToken cancellationToken)
    {
        using var store = await SeededStore.MakeAsync(cancellationToken);
        await store.FillAsync("sessions", rounds + 1, bound: false, keepEvery: 1, cancellationToken);
        var published = await PublishAsync(cancellationToken);
        try
        {
            var tokens = await File.ReadAllLinesAsync(store.TokensOf("sessions"), cancellationToken);
            var seconds = new List<double>();
            var megabytes = new List<double>();
            foreach (var token in tokens)
            {
                var (took, resident) = await StartOnceAsync(published, store.Path, token, cancellationToken);
                seconds.Add(took.TotalSeconds);
                megabytes.Add(resident / (double)(1 << 20));
            }

            // The first start after publishing reads the files from disk.
            return Of(Figure.Of(seconds.Skip(1)), Figure.Of(megabytes.Skip(1)), seconds[0]);
        }
        finally
        {
            Directory.Delete(published, recursive: true);
        }
    }

    private static Report Of(Figure seconds, Figure megabytes, double first) => new(
        "Start of the published build on a migrated data directory",
        ["median (min–max)", "first token, s", "resident, MB", "the very first start, s"],
        [["tidelock serve", seconds.Text("0.00"), megabytes.Text("0"), $"{first:0.00}"]],
        [
            new("exec to token", $"{seconds.Text("0.00")} s", $"≤ {MaxSeconds:0} s", seconds.Median <= MaxSeconds),
            new("resident", $"{megabytes.Text("0")} MB", $"≤ {MaxMegabytes:0} MB", megabytes.Median <= MaxMegabytes),
        ]);

    private static async Task<(TimeSpan Took, long Resident)> StartOnceAsync(
        string published, string data, string token, CancellationToken cancellationToken)
    {
        var port = ServerProcess.FreePort();
        var started = Stopwatch.GetTimestamp();
        await using var server = ServerProcess.Launch(
            Path.Combine(published, "Tidelock.Cli.dll"), port,
            ["serve", "--url", $"http://127.0.0.1:{port}", "--data", data], ServerProcess.Limits);
        using var http = new HttpClient { BaseAddress = server.Url };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        while (!await IsServedAsync(http, token, limit.Token))
        {
            await Task.Delay(Beat, TimeProvider.System, limit.Token);
        }

        return (Stopwatch.GetElapsedTime(started), server.Resident);
    }

    private static async Task<bool> IsServedAsync(HttpClient http, string token, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/auth/refresh")
            {
                Content = JsonContent.Create(new { refreshToken = token }),
            };
            request.Headers.Add("X-Tidelock-Client", "load-generator-0001");
            using var answer = await http.SendAsync(request, cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<string> PublishAsync(CancellationToken cancellationToken)
    {
        var target = Directory.CreateTempSubdirectory("tidelock-published-").FullName;
        using var publish = Process.Start(new ProcessStartInfo("dotnet",
        [
            "publish", Path.Combine(Repository.Root, "src", "Tidelock.Cli"), "-c", "Release", "-r", "linux-x64",
            "-p:PublishReadyToRun=true", "--self-contained", "false", "-o", target, "-v", "quiet", "-nologo",
        ])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        var output = await publish.StandardOutput.ReadToEndAsync(cancellationToken);
        await publish.WaitForExitAsync(cancellationToken);
        return publish.ExitCode == 0 ? target : throw new InvalidOperationException(output);
    }
}
