using System.Text.RegularExpressions;
using Tidelock.Cli.CommandLine;

namespace Tidelock.Cli.Tests;

/// <summary>docs/reference/command-line.md against the program.</summary>
public sealed partial class ReferenceTests
{
    private static readonly string Page = File.ReadAllText(
        Path.Combine(LauncherTests.RepositoryRoot(), "docs", "reference", "command-line.md"));

    [Fact]
    public void Every_exit_code_is_documented_with_its_number() =>
        Assert.All(Enum.GetValues<ExitCode>(), code => Assert.Contains($"| {(int)code} | `{code}` |", Page));

    [Fact]
    public async Task Every_command_is_documented_and_every_documented_command_exists()
    {
        var documented = Row().Matches(Page).Select(match => match.Groups["name"].Value).ToList();
        Assert.Equal(documented.Order(StringComparer.Ordinal), (await CommandsAsync()).Order(StringComparer.Ordinal));
    }

    /// <summary>What the help of the program itself names, and below it.</summary>
    internal static async Task<List<string>> CommandsAsync()
    {
        var found = new List<string>();
        foreach (var command in await CommandsBelowAsync([]))
        {
            var below = await CommandsBelowAsync([command]);
            found.AddRange(below.Count == 0 ? [command] : below.Select(name => $"{command} {name}"));
        }

        return found;
    }

    private static async Task<List<string>> CommandsBelowAsync(string[] group)
    {
        var help = (await CliRun.Of([.. group, "--help"])).Succeeded().Output;
        var at = help.IndexOf("Commands:", StringComparison.Ordinal);
        return at < 0 ? [] : [.. CommandLineOf().Matches(help[at..]).Select(match => match.Groups["name"].Value)];
    }

    [GeneratedRegex(
        "^\\| `(?<name>[a-z]+( [a-z]+)?)` \\|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();

    [GeneratedRegex("^  (?<name>[a-z]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CommandLineOf();
}
