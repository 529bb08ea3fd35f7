using System.Diagnostics;
using System.Text.Json;
using Tidelock.Load;

namespace Tidelock.Bench.Processes;

/// <summary>One run of the load generator, in a process of its own.</summary>
internal static class LoadProcess
{
    internal static async Task<LoadResult> RunAsync(LoadPlan plan, CancellationToken cancellationToken)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(
                file, JsonSerializer.SerializeToUtf8Bytes(plan, LoadJson.Default.LoadPlan), cancellationToken);
            var start = new ProcessStartInfo("dotnet", [Repository.Built("bench/Tidelock.Load", "Tidelock.Load"), file])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
            };
            using var process = Process.Start(start)!;
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0
                ? JsonSerializer.Deserialize(output, LoadJson.Default.LoadResult)!
                : throw new InvalidOperationException($"The load generator ended with code {process.ExitCode}.");
        }
        finally
        {
            File.Delete(file);
        }
    }
}
