namespace Tidelock.Server.Administration.Configuration;

/// <summary>A setting as it is in effect.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Value">Its value; masked when it is a secret.</param>
/// <param name="Source">Where it comes from: default, file, environment, command line.</param>
/// <param name="Meaning">What it does.</param>
internal sealed record SettingView(string Key, string Value, string Source, string Meaning);

/// <summary>Every setting.</summary>
internal sealed record SettingList(IReadOnlyList<SettingView> Settings);
