namespace Tidelock.Server.Configuration;

/// <summary>One setting for the reference.</summary>
/// <param name="Key">The full key, such as <c>Tidelock:Sessions:IdleLife</c>.</param>
/// <param name="Kind">What a value looks like.</param>
/// <param name="Default">The default as it would be written; empty when there is none.</param>
/// <param name="Bounds">The allowed range in words; empty when there is none.</param>
/// <param name="Alias">The flat name it also answers to; null when there is none.</param>
/// <param name="Meaning">What it does.</param>
public sealed record SettingDescription(
    string Key, string Kind, string Default, string Bounds, string? Alias, string Meaning);

/// <summary>One setting as it is in force.</summary>
/// <param name="Key">The full key.</param>
/// <param name="Value">The value; a secret is masked.</param>
/// <param name="IsDefault">Nobody set it.</param>
/// <param name="Source">Where the value comes from: a file, the environment, flags, or <c>default</c>.</param>
public sealed record SettingInForce(string Key, string Value, bool IsDefault, string Source);

/// <summary>All settings there are: for the configuration reference and for <c>config show</c>.</summary>
public static class ConfigurationReference
{
    private const string Mask = "********";

    /// <summary>Every setting, in the order of the reference.</summary>
    public static IReadOnlyList<SettingDescription> Describe() =>
    [
        .. from entry in new TidelockOptions().Settings()
           let setting = entry.Setting
           select new SettingDescription(
               setting.Key, SettingText.Expected(setting.Type), setting.Default, setting.Bounds, setting.Alias,
               setting.Meaning),
    ];

    /// <summary>Every setting as it is in <paramref name="configuration"/>, secrets masked.</summary>
    public static IReadOnlyList<SettingInForce> Show(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return [.. new TidelockOptions().Settings().Select(entry => Show(entry.Setting, configuration))];
    }

    private static SettingInForce Show(Setting setting, IConfiguration configuration)
    {
        if (setting.Configured(configuration) is not var (key, text))
        {
            return new(setting.Key, setting.Default, IsDefault: true, "default");
        }

        return new(setting.Key, setting.IsSecret ? Mask : text, IsDefault: false, SourceOf(configuration, key));
    }

    /// <summary>The last provider that has the key wins, as it does when the value is read.</summary>
    private static string SourceOf(IConfiguration configuration, string key)
    {
        var provider = (configuration as IConfigurationRoot)?.Providers.Reverse().FirstOrDefault(
            candidate => candidate.TryGet(key, out _) || candidate.TryGet($"{key}:0", out _));
        var name = provider switch
        {
            null => "configuration",
            FileConfigurationProvider file => file.Source.Path ?? "file",
            _ => InWords(provider.GetType().Name.Replace("ConfigurationProvider", "", StringComparison.Ordinal)),
        };
        return key.StartsWith(TidelockOptions.Root + ":", StringComparison.Ordinal) ? name : $"{name} ({key})";
    }

    /// <summary>CommandLine becomes command line.</summary>
    private static string InWords(string name) => string.Concat(name.Select((letter, index) =>
        char.IsUpper(letter) && index > 0 ? $" {char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));
}
