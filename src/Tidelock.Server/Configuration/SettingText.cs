using System.Globalization;
using System.Text.RegularExpressions;

namespace Tidelock.Server.Configuration;

/// <summary>How a setting is written: durations as <c>15m</c> or <c>12:00:00</c>, the rest as usual.</summary>
internal static partial class SettingText
{
    /// <summary>Parses <paramref name="text"/> as <paramref name="type"/>; the error completes "… is not".</summary>
    internal static bool TryParse(Type type, string text, out object? value, out string error)
    {
        error = $"'{text}' is not {Expected(type)}";
        value = Parse(Nullable.GetUnderlyingType(type) ?? type, text.Trim());
        return value is not null;
    }

    /// <summary>What a value of <paramref name="type"/> looks like, for errors and for the reference.</summary>
    internal static string Expected(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain == typeof(bool) ? "true or false"
            : plain == typeof(int) ? "a whole number"
            : plain == typeof(TimeSpan) ? "a duration such as 90s, 15m, 12h or 30d"
            : plain == typeof(Uri) ? "an absolute http or https URL"
            : plain.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(plain))}"
            : plain == typeof(string[]) ? "a list, separated by commas"
            : "text";
    }

    /// <summary>Writes a value as it may be read again.</summary>
    internal static string Write(object? value) => value switch
    {
        null => string.Empty,
        TimeSpan span => WriteDuration(span),
        string[] list => string.Join(",", list),
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty,
    };

    private static object? Parse(Type type, string text)
    {
        if (type == typeof(string))
        {
            return text;
        }

        if (type == typeof(bool))
        {
            return ParseFlag(text);
        }

        if (type == typeof(int))
        {
            return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? number
                : null;
        }

        if (type == typeof(TimeSpan))
        {
            return ParseDuration(text);
        }

        if (type == typeof(Uri))
        {
            return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : null;
        }

        if (type == typeof(string[]))
        {
            return text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }

        return ParseName(type, text);
    }

    /// <summary>Names only: a number would pass <see cref="Enum.TryParse(Type,string,out object)"/> unseen.</summary>
    private static object? ParseName(Type type, string text)
    {
        var name = Enum.GetNames(type).FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        return name is null ? null : Enum.Parse(type, name);
    }

    private static object? ParseFlag(string text) => text.ToLowerInvariant() switch
    {
        "true" or "1" or "yes" or "on" => true,
        "false" or "0" or "no" or "off" => false,
        _ => null,
    };

    private static TimeSpan? ParseDuration(string text)
    {
        var match = ShortDuration().Match(text);
        if (match.Success)
        {
            var count = int.Parse(match.Groups["count"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
            return match.Groups["unit"].Value switch
            {
                "s" => TimeSpan.FromSeconds(count),
                "m" => TimeSpan.FromMinutes(count),
                "h" => TimeSpan.FromHours(count),
                _ => TimeSpan.FromDays(count),
            };
        }

        return text.Contains(':') && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) ? span : null;
    }

    private static string WriteDuration(TimeSpan span)
    {
        if (span.Ticks % TimeSpan.TicksPerSecond != 0 || span <= TimeSpan.Zero)
        {
            return span == TimeSpan.Zero ? "0s" : span.ToString("c", CultureInfo.InvariantCulture);
        }

        var seconds = (long)span.TotalSeconds;
        const long Minute = 60;
        const long Hour = 60 * Minute;
        const long Day = 24 * Hour;
        return seconds % Day == 0 ? $"{seconds / Day}d"
            : seconds % Hour == 0 ? $"{seconds / Hour}h"
            : seconds % Minute == 0 ? $"{seconds / Minute}m"
            : $"{seconds}s";
    }

    [GeneratedRegex(
        "^(?<count>[0-9]{1,7})(?<unit>[smhd])$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 100)]
    private static partial Regex ShortDuration();
}
