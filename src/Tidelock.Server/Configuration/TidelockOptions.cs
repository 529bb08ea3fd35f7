using Tidelock.Server.Events;
using Tidelock.Server.Http;
using Tidelock.Server.Keys;
using Tidelock.Server.Limits;
using Tidelock.Server.Passwords;
using Tidelock.Server.Sessions;
using Tidelock.Server.Tokens;

namespace Tidelock.Server.Configuration;

/// <summary>All options as they were read, before they become policies.</summary>
internal sealed class TidelockOptions
{
    /// <summary>The section everything stands in.</summary>
    internal const string Root = "Tidelock";

    internal PublicUrlOptions Public { get; } = new();

    internal SessionsOptions Sessions { get; } = new();

    internal BindingOptions Binding { get; } = new();

    internal AccessTokensOptions AccessTokens { get; } = new();

    internal CookiesOptions Cookies { get; } = new();

    internal CorsOptions Cors { get; } = new();

    internal ProxiesOptions Proxies { get; } = new();

    internal LimitsOptions Limits { get; } = new();

    internal PasswordsOptions Passwords { get; } = new();

    internal KeysOptions Keys { get; } = new();

    internal EventsOptions Events { get; } = new();

    /// <summary>Every options object with its section, in the order of the reference.</summary>
    internal IReadOnlyList<(string Section, object Options)> Parts() =>
    [
        (PublicUrlOptions.Section, Public), (SessionsOptions.Section, Sessions),
        (AccessTokensOptions.Section, AccessTokens), (CookiesOptions.Section, Cookies),
        (BindingOptions.Section, Binding), (CorsOptions.Section, Cors), (LimitsOptions.Section, Limits),
        (PasswordsOptions.Section, Passwords), (KeysOptions.Section, Keys), (EventsOptions.Section, Events),
        (ProxiesOptions.Section, Proxies),
    ];

    /// <summary>Every setting of every part.</summary>
    internal IEnumerable<(Setting Setting, object Options)> Settings() =>
        from part in Parts()
        from property in part.Options.GetType().GetProperties()
        let prefix = part.Section.Length == 0 ? Root : $"{Root}:{part.Section}"
        select (new Setting($"{prefix}:{property.Name}", property, part.Options), part.Options);

    /// <summary>Reads and checks everything that one setting can tell by itself.</summary>
    internal static TidelockOptions Read(IConfiguration configuration, ConfigurationErrors errors)
    {
        var options = new TidelockOptions();
        var settings = options.Settings().ToList();
        foreach (var (setting, target) in settings)
        {
            setting.Apply(configuration, target, errors);
        }

        UnknownSettings.Find(configuration, [.. settings.Select(entry => entry.Setting)], errors);
        return options;
    }
}
