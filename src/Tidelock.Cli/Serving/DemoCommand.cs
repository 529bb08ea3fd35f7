using System.CommandLine;
using Tidelock.Cli.CommandLine;

namespace Tidelock.Cli.Serving;

/// <summary>Runs a server to try out: accounts with known passwords, a page to play on, short lifetimes.</summary>
internal sealed class DemoCommand : CliCommand
{
    private const string DirectoryName = ".demo";

    private readonly Option<bool> _reset = new("--reset") { Description = "Begin anew: delete the demo's data first." };

    private readonly Option<string> _url = new("--url")
    {
        Description = "Where to listen; another port is taken where this one is in use.",
        HelpName = "URL",
        DefaultValueFactory = _ => ListenAddress.Default,
    };

    private readonly Option<string?> _sample = new("--sample")
    {
        Description = "A program that serves a site which uses the server; it is started beside it and ended with it.",
        HelpName = "PROGRAM",
    };

    internal DemoCommand()
        : base("demo", "Try it: a page to sign in on, with demo accounts. The data lies in ./.demo.")
    {
        Options.Add(_reset);
        Options.Add(_url);
        Options.Add(_sample);
        _url.Validators.Add(given =>
        {
            var url = given.GetRequiredValue(_url);
            if (ListenAddress.Mistake(url) is { } mistake)
            {
                given.AddError(mistake);
            }
            else if (!new Uri(url).IsLoopback)
            {
                // Everybody knows the demo's passwords, the administrator's too.
                given.AddError($"'{url}' can be reached from other machines; the demo listens on this one only.");
            }
        });
    }

    protected override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var data = GlobalOptions.DataPath(call.Parsed, DirectoryName);
        if (call.Get(_reset))
        {
            DemoDirectory.Clear(data);
        }

        DemoDirectory.MarkNew(data);
        var asked = ListenAddress.WithRealPort(call.Get(_url)!);
        var url = ListenAddress.OrAnotherPort(asked);
        var program = call.Get(_sample);
        var sampleUrl = program is null ? null : SampleSite.UrlBeside(url, call.Get(_url)!);
        var settings = new ServerSettings
        {
            DataPath = data,
            ConfigFile = call.ConfigFile,
            Urls = [url],
            PublicUrl = url,
            Demo = true,
            DemoPage = sampleUrl,
        };
        await using var host = await TidelockHost.StartAsync(settings, cancellationToken);
        await using var sample = sampleUrl is null
            ? null
            : SampleSite.Start(program!, sampleUrl, host.PublicUrl, data);
        await MakeDemoAccounts.RunAsync(host.Admin, cancellationToken);
        await Announcement.OfDemoAsync(host, isAnotherPort: url != asked, sample, call.Terminal, cancellationToken);
        await host.WaitForEndAsync(cancellationToken);
        return ExitCode.Ok;
    }
}
