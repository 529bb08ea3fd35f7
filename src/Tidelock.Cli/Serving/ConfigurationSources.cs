using Microsoft.Extensions.Configuration;
using Tidelock.Server;
using Tidelock.Server.Configuration;

namespace Tidelock.Cli.Serving;

/// <summary>Where settings come from, the weakest first: the demo's own, file, environment, command line.</summary>
internal static class ConfigurationSources
{
    private const string PublicUrlKey = "Tidelock:PublicUrl";

    /// <exception cref="TidelockConfigurationException">The file is missing or is no JSON.</exception>
    internal static void Add(IConfigurationManager configuration, ServerSettings settings)
    {
        configuration.Sources.Clear();
        if (settings.Demo)
        {
            configuration.Add(new DemoSource(settings.DemoPage));
        }

        AddFile(configuration, settings);
        configuration.AddEnvironmentVariables();

        if (PublicUrlFromCommandLine(configuration, settings) is { } url)
        {
            configuration.Add(new CommandLineSource(url));
        }
    }

    /// <summary>
    /// The public URL as an address to listen on, where it can only be this server's own: with https a proxy may stand
    /// in front, but plain http is for this machine. Null for any other, also for one that is wrong.
    /// </summary>
    internal static string? OwnPublicUrl(ServerSettings settings)
    {
        using var configuration = new ConfigurationManager();
        Add(configuration, settings);
        var text = configuration[PublicUrlKey];
        return text is not null && ListenAddress.Mistake(text) is null
            && new Uri(text) is { IsLoopback: true, Scheme: "http" } url
                ? url.GetLeftPart(UriPartial.Authority)
                : null;
    }

    /// <summary>Where no public URL is configured, clients use the address that the server listens on.</summary>
    private static string? PublicUrlFromCommandLine(IConfiguration configuration, ServerSettings settings) =>
        settings.PublicUrl
        ?? (configuration[PublicUrlKey] is null && settings.Urls.Count > 0 ? settings.Urls[0] : null);

    private static void AddFile(IConfigurationManager configuration, ServerSettings settings)
    {
        var path = Path.GetFullPath(settings.ConfigFile ?? new DataDirectory(settings.DataPath).Configuration);
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

    private sealed class DemoSource(string? page) : IConfigurationSource
    {
        public IConfigurationProvider Build(IConfigurationBuilder builder) => new DemoConfigurationProvider(page);
    }

    private sealed class DemoConfigurationProvider(string? page) : ConfigurationProvider
    {
        public override void Load()
        {
            // The shortest that is allowed: whoever tries the demo wants to see a renewal.
            Data["Tidelock:AccessTokens:Lifetime"] = "5m";
            if (page is not null)
            {
                // No number: those of somebody's own list stay beside it.
                Data["Tidelock:Cors:Origins:sample"] = page;
            }
        }
    }
}
