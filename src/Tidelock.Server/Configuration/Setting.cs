using System.Globalization;
using System.Reflection;

namespace Tidelock.Server.Configuration;

/// <summary>One setting of one options class, with the text it was configured by.</summary>
internal sealed class Setting
{
    private readonly PropertyInfo _property;
    private readonly SettingAttribute _about;

    internal Setting(string key, PropertyInfo property, object defaults)
    {
        _property = property;
        _about = property.GetCustomAttribute<SettingAttribute>()
            ?? throw new InvalidOperationException($"{property.Name} is an option without [Setting].");
        Key = key;
        Default = SettingText.Write(property.GetValue(defaults));
    }

    internal string Key { get; }

    internal string Default { get; }

    internal string Meaning => _about.Meaning;

    internal string? Alias => _about.Alias;

    internal bool IsSecret => _about.IsSecret;

    internal Type Type => _property.PropertyType;

    /// <summary>The allowed range in words; empty when everything of the type is allowed.</summary>
    internal string Bounds => (_about.Min, _about.Max) switch
    {
        ({ } min, { } max) => $"{min} to {max}",
        ({ } min, null) => $"at least {min}",
        (null, { } max) => $"at most {max}",
        _ => string.Empty,
    };

    /// <summary>The configured text in the setting's own unit, and the key it stood under; null when not set.</summary>
    internal (string Key, string Text)? Configured(IConfiguration configuration)
    {
        if (Text(configuration, Key) is { } text)
        {
            return (Key, text);
        }

        return Alias is { } alias && configuration[alias] is { } flat && flat.Length > 0
            ? (alias, FromAlias(flat.Trim()))
            : null;
    }

    /// <summary>Sets the property from the configuration, or says what is wrong with it.</summary>
    internal void Apply(IConfiguration configuration, object options, ConfigurationErrors errors)
    {
        if (Configured(configuration) is not var (key, text))
        {
            return;
        }

        if (!SettingText.TryParse(Type, text, out var value, out var error))
        {
            errors.Add(key, IsSecret ? $"the value is not {SettingText.Expected(Type)}" : error);
            return;
        }

        if (!IsWithinBounds(value!))
        {
            errors.Add(key, $"{text} is outside of {Bounds}");
            return;
        }

        _property.SetValue(options, value);
    }

    /// <summary>A list may be written as one text or as indexed children.</summary>
    private string? Text(IConfiguration configuration, string key)
    {
        var section = configuration.GetSection(key);
        if (Type != typeof(string[]))
        {
            return string.IsNullOrEmpty(section.Value) ? null : section.Value;
        }

        var children = section.GetChildren().Select(child => child.Value).OfType<string>().ToList();
        return children.Count > 0 ? string.Join(',', children) : section.Value;
    }

    private string FromAlias(string text)
    {
        var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);
        return _about.AliasUnit switch
        {
            AliasUnit.Minutes when isNumber => $"{text}m",
            AliasUnit.Days when isNumber => $"{text}d",
            _ => text,
        };
    }

    private bool IsWithinBounds(object value)
    {
        if (value is not IComparable comparable || value is string)
        {
            return true;
        }

        return (_about.Min is null || comparable.CompareTo(Bound(_about.Min)) >= 0)
            && (_about.Max is null || comparable.CompareTo(Bound(_about.Max)) <= 0);
    }

    private object Bound(string text) => SettingText.TryParse(Type, text, out var bound, out var error)
        ? bound!
        : throw new InvalidOperationException($"The bound of {Key}: {error}.");
}
