using System.Diagnostics;

namespace Tidelock.Storage.Tests.Sqlite;

/// <summary>
/// A process that works in a directory until it is killed. It is this very program, running one test that is run only
/// when asked for.
/// </summary>
internal static class BusyProcess
{
    private const string DirectoryVariable = "TIDELOCK_CRASH_DIRECTORY";

    /// <summary>The directory that this process was started for.</summary>
    internal static string Directory => Environment.GetEnvironmentVariable(DirectoryVariable)
        ?? throw new InvalidOperationException("This test is run by another one.");

    /// <summary>Runs a test of <typeparamref name="T"/> in a process, and kills it as soon as it has come so far.
    /// </summary>
    internal static async Task KillAsync<T>(string method, string directory, Func<bool> hasComeSoFar)
    {
        var start = new ProcessStartInfo
        {
            FileName = Path.Combine(AppContext.BaseDirectory, typeof(T).Assembly.GetName().Name!),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] arguments = ["-explicit", "only", "-method", $"{typeof(T).FullName}.{method}"];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[DirectoryVariable] = directory;
        using var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        try
        {
            await Eventually.Async(() => Task.FromResult(hasComeSoFar()));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }
}
