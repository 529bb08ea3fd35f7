using System.Diagnostics;
using System.Text.Json;

namespace Tidelock.Cli.Tests;

/// <summary>One run of the real command line, in a process of its own.</summary>
public sealed record CliRun(int ExitCode, string Output, string Errors)
{
    // A stuck process must fail its test, not hang it.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    internal static string Assembly { get; } = Path.Combine(AppContext.BaseDirectory, "Tidelock.Cli.dll");

    /// <summary>The output as JSON; fails when it is none.</summary>
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public static Task<CliRun> Of(params string[] arguments) => WithInput(null, arguments);

    public static async Task<CliRun> WithInput(string? input, params string[] arguments)
    {
        using var process = Process.Start(Command(arguments))!;
        using var limit = new CancellationTokenSource(Limit);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        await process.StandardInput.WriteAsync(input.AsMemory(), limit.Token);
        process.StandardInput.Close();
        await process.WaitForExitAsync(limit.Token);
        return new(process.ExitCode, await output, await errors);
    }

    /// <summary>Fails with what the command said when it did not do what it was asked.</summary>
    public CliRun Succeeded()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}: {Errors}{Output}");
        return this;
    }

    internal static ProcessStartInfo Command(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Assembly, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment.Remove("TIDELOCK_DATA");
        return start;
    }
}
