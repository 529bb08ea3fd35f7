using Microsoft.Extensions.Configuration;
using Tidelock.Cli.CommandLine;
using Tidelock.Cli.Serving;
using Tidelock.Server.Configuration;

namespace Tidelock.Cli.Storage;

/// <summary>
/// Sees to it that the master key is there before a backup is restored: a server that finds none makes a new one,
/// which opens nothing.
/// </summary>
internal static class MasterKeyFile
{
    private const string Name = "master.key";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Copies the key that was given; tells what is wrong when there is none, or another one.</summary>
    internal static string? Provide(Invocation call, string? given)
    {
        var place = Path.Combine(call.DataPath, Name);
        if (given is null)
        {
            return File.Exists(place) || IsConfigured(call)
                ? null
                : $"{place} is missing, and without it nobody can use the backup; pass --master-key FILE.";
        }

        if (!File.Exists(given))
        {
            return $"there is no file {given}.";
        }

        var key = File.ReadAllText(given);
        if (File.Exists(place))
        {
            return File.ReadAllText(place) == key ? null : $"{place} is there already, and is another key.";
        }

        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using var writer = new StreamWriter(place, options);
        writer.Write(key);
        return null;
    }

    private static bool IsConfigured(Invocation call)
    {
        using var configuration = new ConfigurationManager();
        ConfigurationSources.Add(configuration, ServerSettings.ForOneCommand(call));
        var keys = Policies.From(configuration).Keys;
        return keys.MasterKey is not null || keys.MasterKeyPath is not null || keys.CertificatePath is not null;
    }
}
