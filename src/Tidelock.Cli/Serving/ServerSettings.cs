using Tidelock.Cli.CommandLine;

namespace Tidelock.Cli.Serving;

/// <summary>How a server is started.</summary>
internal sealed record ServerSettings
{
    /// <summary>The data directory.</summary>
    internal required string DataPath { get; init; }

    /// <summary>The configuration file; null for the one in the data directory, where there is one.</summary>
    internal string? ConfigFile { get; init; }

    /// <summary>Where to listen besides the admin socket; none for a server that serves one command.</summary>
    internal IReadOnlyList<string> Urls { get; init; } = [];

    /// <summary>The public URL from the command line; null leaves it to the configuration.</summary>
    internal string? PublicUrl { get; init; }

    /// <summary>Serve the playground and live with settings for trying out.</summary>
    internal bool Demo { get; init; }

    /// <summary>The origin of a page that may use the demo's server beside its own; null for none.</summary>
    internal string? DemoPage { get; init; }

    /// <summary>True for a server that lives as long as one command: it logs nothing.</summary>
    internal bool IsForOneCommand => Urls.Count == 0;

    /// <summary>Only who runs a server asks for a store by that.</summary>
    internal MissingStore MissingStore => IsForOneCommand ? MissingStore.IsRefused : MissingStore.IsMade;

    /// <summary>A server that nobody but this command talks to.</summary>
    internal static ServerSettings ForOneCommand(Invocation call) =>
        new() { DataPath = call.DataPath, ConfigFile = call.ConfigFile };
}
