using Tidelock.Server.Configuration;
using Tidelock.Server.Http.OpenApi;

namespace Tidelock.Server.Administration.Configuration;

/// <summary>Shows the settings in force.</summary>
internal static class ConfigurationEndpoint
{
    internal static void MapConfiguration(this RouteGroupBuilder admin) => admin
        .MapGet("/config", (IConfiguration configuration) => AdminJson.Ok(Show(configuration)))
        .Named("showConfiguration", "Every setting in force with its source; secrets masked.")
        .Answers<SettingList>();

    private static SettingList Show(IConfiguration configuration)
    {
        var meanings = ConfigurationReference.Describe().ToDictionary(
            setting => setting.Key, setting => setting.Meaning, StringComparer.Ordinal);
        return new([.. ConfigurationReference.Show(configuration).Select(setting =>
            new SettingView(setting.Key, setting.Value, setting.Source, meanings[setting.Key]))]);
    }
}
