using Microsoft.Extensions.Configuration;
using Tidelock.Server.Configuration;

namespace Tidelock.Cli.Serving;

/// <summary>Where settings come from, the weakest first: the demo's own, file, environment, command line.</summary>
internal static class ConfigurationSources
{
    private const string FileName = "tidelock.json";
    private const string PublicUrlKey = "Tidelock:PublicUrl";

    /// <exception cref="TidelockConfigurationException">The file is missing or is no JSON.</exception>
    internal static void Add(IConfigurationManager configuration, ServerSettings settings)
    {
        configuration.Sources.Clear();
        if (settings.Demo)
        {
            configuration.Add(new DemoSource());
        }

        AddFile(configuration, settings);
        configuration.AddEnvironmentVariables();

        if (PublicUrlFromCommandLine(configuration, settings) is { } url)
        {
            configuration.Add(new CommandLineSource(url));
        }
    }

    /// <summary>Where no public URL is configured, clients use the address that the server listens on.</summary>
    private static string? PublicUrlFromCommandLine(IConfiguration configuration, ServerSettings settings)
    {
        if (settings.PublicUrl is not null || configuration[PublicUrlKey] is not null)
        {
            return settings.PublicUrl;
        }

        return settings.Urls.Count > 0 ? settings.Urls[0] : ListenAddress.Default;
    }

    private static void AddFile(IConfigurationManager configuration, ServerSettings settings)
    {
        var path = Path.GetFullPath(settings.ConfigFile ?? Path.Combine(settings.DataPath, FileName));
        if (!File.Exists(path))
        {
            if (settings.ConfigFile is not null)
            {
                throw new TidelockConfigurationException($"--config: there is no file {path}.");
            }

            return;
        }

        try
        {
            configuration.AddJsonFile(path, optional: false, reloadOnChange: false);
        }
        catch (InvalidDataException wrong)
        {
            throw new TidelockConfigurationException(
                $"--config: {path} is no JSON. {wrong.InnerException?.Message}", wrong);
        }
    }

    /// <summary>Named for what <c>config show</c> calls it.</summary>
    private sealed class CommandLineSource(string publicUrl) : IConfigurationSource
    {
        public IConfigurationProvider Build(IConfigurationBuilder builder) =>
            new CommandLineConfigurationProvider(publicUrl);
    }

    private sealed class CommandLineConfigurationProvider(string publicUrl) : ConfigurationProvider
    {
        public override void Load() => Data[PublicUrlKey] = publicUrl;
    }

    private sealed class DemoSource : IConfigurationSource
    {
        public IConfigurationProvider Build(IConfigurationBuilder builder) => new DemoConfigurationProvider();
    }

    private sealed class DemoConfigurationProvider : ConfigurationProvider
    {
        // The shortest that is allowed: whoever tries the demo wants to see a renewal.
        public override void Load() => Data["Tidelock:AccessTokens:Lifetime"] = "5m";
    }
}
