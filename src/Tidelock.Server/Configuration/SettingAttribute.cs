namespace Tidelock.Server.Configuration;

/// <summary>The unit of a number given by an alias that other systems made familiar.</summary>
internal enum AliasUnit
{
    /// <summary>The alias takes what the setting takes.</summary>
    Same,

    /// <summary>A whole number of minutes.</summary>
    Minutes,

    /// <summary>A whole number of days.</summary>
    Days,
}

/// <summary>One setting: its meaning for the reference, its bounds, and the flat name it also answers to.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SettingAttribute(string meaning) : Attribute
{
    /// <summary>What it does, in a sentence.</summary>
    public string Meaning { get; } = meaning;

    /// <summary>Lowest value, written as the setting is; null when there is none.</summary>
    public string? Min { get; init; }

    /// <summary>Highest value.</summary>
    public string? Max { get; init; }

    /// <summary>A flat name known from other systems.</summary>
    public string? Alias { get; init; }

    /// <summary>The unit of a number given by <see cref="Alias"/>.</summary>
    public AliasUnit AliasUnit { get; init; }

    /// <summary>The value is masked wherever settings are shown.</summary>
    public bool IsSecret { get; init; }
}
