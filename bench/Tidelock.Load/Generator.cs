using System.Diagnostics;
using System.Text;

namespace Tidelock.Load;

/// <summary>Keeps a number of connections busy for a while and counts what comes back.</summary>
internal sealed class Generator(LoadPlan plan)
{
    private readonly Tally _tally = new();

    internal async Task<LoadResult> RunAsync()
    {
        var credentials = await File.ReadAllLinesAsync(plan.CredentialsFile);
        var proofs = plan.ProofKeysFile is null ? null : await ProofPool.FillAsync(plan);
        var held = Array.ConvertAll(credentials, Encoding.ASCII.GetBytes);
        using var stop = new CancellationTokenSource();
        var lines = Enumerable.Range(0, Math.Min(plan.Connections, held.Length))
            .Select(first => new Line(plan, held, first, proofs, _tally)).ToList();
        var running = Task.WhenAll(lines.Select(line => line.RunAsync(stop.Token)));

        await WaitAsync(plan.WarmUpSeconds, running);
        _tally.Begin();
        var before = CpuTimes.Now(plan.ServerPid);
        await WaitAsync(plan.Seconds, running);
        var used = CpuTimes.Now(plan.ServerPid) - before;
        _tally.End();

        await stop.CancelAsync();
        await running;
        if (plan.Kind == LoadKind.Refresh)
        {
            await File.WriteAllLinesAsync(plan.CredentialsFile, held.Select(Encoding.ASCII.GetString));
        }

        return _tally.Result(used) with { AnswerLength = lines[0].AnswerLength };
    }

    /// <summary>Ends early when every connection has given up.</summary>
    private static Task<Task> WaitAsync(double seconds, Task running) =>
        Task.WhenAny(running, Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System));
}

/// <summary>Processor time of the server and of this process, at one moment.</summary>
internal readonly record struct CpuTimes(TimeSpan Server, TimeSpan Generator, long At)
{
    internal static CpuTimes Now(int serverPid)
    {
        using var server = Process.GetProcessById(serverPid);
        using var self = Process.GetCurrentProcess();
        return new(server.TotalProcessorTime, self.TotalProcessorTime, Stopwatch.GetTimestamp());
    }

    public static CpuTimes operator -(CpuTimes later, CpuTimes earlier) =>
        new(later.Server - earlier.Server, later.Generator - earlier.Generator, later.At - earlier.At);
}
