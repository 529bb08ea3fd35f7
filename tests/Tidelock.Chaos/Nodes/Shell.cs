using System.Diagnostics;

namespace Tidelock.Chaos.Nodes;

/// <summary>One run of a program.</summary>
/// <param name="ExitCode">What it ended with.</param>
/// <param name="Output">What it wrote.</param>
/// <param name="Errors">What it wrote to its error output.</param>
internal sealed record Shell(int ExitCode, string Output, string Errors)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static readonly string CommandLine = Path.Combine(AppContext.BaseDirectory, "Tidelock.Cli.dll");

    /// <summary>Both outputs in one text.</summary>
    internal string Said => (Output + Errors).Trim();

    /// <summary>Runs the product's command line.</summary>
    internal static async Task<Shell> TidelockAsync(Place place, params string[] arguments)
    {
        using var process = Launch(place, arguments);
        return await ReadAsync(process);
    }

    /// <summary>Starts the product's command line and does not wait; its outputs have to be read.</summary>
    internal static Process Launch(Place place, params string[] arguments)
    {
        var start = Quiet("dotnet", [CommandLine, .. arguments]);
        place.Prepare(start.Environment);
        return Process.Start(start)!;
    }

    /// <summary>Runs another program of the system; an exit code of -1 when there is none of that name.</summary>
    internal static async Task<Shell> RunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(Quiet(program, arguments))!;
            return await ReadAsync(process);
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return new(-1, string.Empty, missing.Message);
        }
    }

    /// <summary>Reads what a process says until it ends.</summary>
    internal static async Task<Shell> ReadAsync(Process process)
    {
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new(process.ExitCode, output, await errors);
        }
        finally
        {
            process.Kill();
        }
    }

    private static ProcessStartInfo Quiet(string program, IEnumerable<string> arguments) => new(program, arguments)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        UseShellExecute = false,
    };
}
