using System.CommandLine;

namespace Tidelock.Cli.CommandLine;

/// <summary>The options that every command takes.</summary>
internal static class GlobalOptions
{
    /// <summary>Names the data directory where no option does.</summary>
    internal const string DataVariable = "TIDELOCK_DATA";

    private const string DefaultData = "tidelock-data";

    internal static readonly Option<string?> Data = new("--data")
    {
        Description = $"The data directory. Otherwise ${DataVariable}, or ./{DefaultData}.",
        HelpName = "DIR",
        Recursive = true,
    };

    internal static readonly Option<string?> Config = new("--config")
    {
        Description = "The configuration file. Otherwise tidelock.json in the data directory, where there is one.",
        HelpName = "FILE",
        Recursive = true,
    };

    internal static readonly Option<bool> Json = new("--json")
    {
        Description = "Print JSON, as the administration endpoints give it; errors go to stderr as JSON too.",
        Recursive = true,
    };

    /// <summary>The directory that was asked for, or <paramref name="otherwise"/> when none was.</summary>
    internal static string DataPath(ParseResult parsed, string otherwise = DefaultData)
    {
        var given = parsed.GetValue(Data) ?? Environment.GetEnvironmentVariable(DataVariable);
        return Path.GetFullPath(string.IsNullOrWhiteSpace(given) ? otherwise : given);
    }
}
