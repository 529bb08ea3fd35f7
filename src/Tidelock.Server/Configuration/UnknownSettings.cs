namespace Tidelock.Server.Configuration;

/// <summary>Finds keys that nothing reads: a misspelt one would otherwise leave its default in place unseen.</summary>
internal static class UnknownSettings
{
    /// <summary>Read by the storage project's host, not here.</summary>
    private const string StorageSection = $"{TidelockOptions.Root}:Storage";

    /// <summary>A key that differs by more letters than this is not what was meant.</summary>
    private const int MaxDistance = 4;

    internal static void Find(IConfiguration configuration, IReadOnlyList<Setting> known, ConfigurationErrors errors)
    {
        foreach (var key in Leaves(configuration.GetSection(TidelockOptions.Root)))
        {
            if (!IsKnown(key, known))
            {
                var nearest = known.Select(candidate => candidate.Key).MinBy(candidate => Distance(candidate, key))!;
                var hint = Distance(nearest, key) <= MaxDistance ? $"; did you mean {nearest}?" : string.Empty;
                errors.Add(key, $"there is no such setting{hint}");
            }
        }
    }

    private static IEnumerable<string> Leaves(IConfigurationSection section)
    {
        var children = section.GetChildren().ToList();
        if (children.Count > 0)
        {
            return children.SelectMany(Leaves);
        }

        return section.Value is null ? [] : [section.Path];
    }

    /// <summary>Only a list has parts.</summary>
    private static bool IsKnown(string key, IReadOnlyList<Setting> known) =>
        key.StartsWith(StorageSection, StringComparison.OrdinalIgnoreCase)
        || known.Any(candidate => key.Equals(candidate.Key, StringComparison.OrdinalIgnoreCase)
            || (candidate.Type == typeof(string[])
                && key.StartsWith($"{candidate.Key}:", StringComparison.OrdinalIgnoreCase)));

    /// <summary>Levenshtein's distance, case aside.</summary>
    private static int Distance(string left, string right)
    {
        var previous = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var current = new int[right.Length + 1];
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var same = char.ToLowerInvariant(left[i - 1]) == char.ToLowerInvariant(right[j - 1]);
                current[j] = Math.Min(
                    Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + (same ? 0 : 1));
            }

            previous = current;
        }

        return previous[^1];
    }
}
