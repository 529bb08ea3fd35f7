using Tidelock.Cli.Administration;
using Tidelock.Cli.CommandLine;
using Tidelock.Server.Administration.Configuration;

namespace Tidelock.Cli.Configuration;

/// <summary>Shows every setting with its source; secrets are masked.</summary>
internal sealed class ShowConfigurationCommand()
    : AdminCommand("show", "Show every setting in effect and where it comes from; secrets are masked.")
{
    protected override async Task<ExitCode> RunAsync(
        AdminClient admin, Invocation call, CancellationToken cancellationToken)
    {
        var settings = await admin.GetAsync<SettingList>("config", cancellationToken);
        return call.Show(settings, list => Listing.Of(
            list.Settings,
            ("Setting", setting => setting.Key),
            ("Value", setting => setting.Value),
            ("Source", setting => setting.Source)));
    }
}
