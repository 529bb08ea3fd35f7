using System.CommandLine;

namespace Tidelock.Cli.CommandLine;

/// <summary>Parses a command line and runs the command it names.</summary>
internal static class CommandLineRun
{
    internal static async Task<int> InvokeAsync(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        using var interruption = new Interruption();
        var configuration = new InvocationConfiguration
        {
            // Signals are handled by Interruption, and what goes wrong unexpectedly is told below.
            ProcessTerminationTimeout = null,
            EnableDefaultExceptionHandler = false,
        };
        try
        {
            var code = await parsed.InvokeAsync(configuration, interruption.Token);
            return parsed.Errors.Count > 0 ? (int)ExitCode.Usage : code;
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            return (int)ExitCode.Failed;
        }
#pragma warning disable CA1031 // The last resort: whoever runs the command gets all there is to report the defect.
        catch (Exception defect)
#pragma warning restore CA1031
        {
            await Console.Error.WriteLineAsync($"tidelock: this should not have happened; please report it.\n{defect}");
            return (int)ExitCode.Failed;
        }
    }
}
