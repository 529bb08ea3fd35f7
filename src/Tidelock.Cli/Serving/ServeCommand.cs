using System.CommandLine;
using Tidelock.Cli.CommandLine;

namespace Tidelock.Cli.Serving;

/// <summary>Runs the server until it is told to stop.</summary>
internal sealed class ServeCommand : CliCommand
{
    private readonly Option<string[]> _urls = new("--url")
    {
        Description = "Where to listen; may be repeated. Port 0 takes a free one. Otherwise the public URL, if that is "
            + $"plain http, or {ListenAddress.Default}.",
        HelpName = "URL",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> _publicUrl = new("--public-url")
    {
        Description = "The URL that clients use. Otherwise Tidelock:PublicUrl, or the first --url.",
        HelpName = "URL",
    };

    internal ServeCommand()
        : base("serve", "Run the server; an empty data directory will do.")
    {
        Options.Add(_urls);
        Options.Add(_publicUrl);
        _urls.Validators.Add(given =>
        {
            foreach (var mistake in given.GetValueOrDefault<string[]>().Select(ListenAddress.Mistake).OfType<string>())
            {
                given.AddError(mistake);
            }
        });
    }

    protected override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var settings = new ServerSettings
        {
            DataPath = call.DataPath,
            ConfigFile = call.ConfigFile,
            PublicUrl = call.Get(_publicUrl),
        };
        string[] urls = call.Get(_urls) is { Length: > 0 } given
            ? given
            : [ConfigurationSources.OwnPublicUrl(settings) ?? ListenAddress.Default];
        settings = settings with { Urls = [.. urls.Select(ListenAddress.WithRealPort)] };
        await using var host = await TidelockHost.StartAsync(settings, cancellationToken);
        await Announcement.OfServerAsync(host, call.Terminal, cancellationToken);
        await host.WaitForEndAsync(cancellationToken);
        return ExitCode.Ok;
    }
}
