using Tidelock.Events;
using Tidelock.Server.Configuration;
using Tidelock.Server.Http;
using Tidelock.Sessions;

namespace Tidelock.Conventions.Tests;

/// <summary>The reference pages list exactly what the code has: nothing left out, nothing made up.</summary>
public sealed class CatalogueTests
{
    [Fact]
    public void Every_event_kind_is_documented_with_its_chain_and_severity() => Assert.Equal(
        EventCatalogue.All().Select(kind => $"{kind.Name} {kind.Retention} {kind.Severity}")
            .Order(StringComparer.Ordinal),
        RowsOf("events").Where(row => row.Count == 4 && row[0].Contains('.', StringComparison.Ordinal))
            .Select(row => $"{row[0]} {Capital(row[1])} {Capital(row[2])}").Order(StringComparer.Ordinal));

    [Fact]
    public void Every_end_reason_is_documented() => Assert.Equal(
        EndReason.All().Select(reason => reason.Name).Order(StringComparer.Ordinal),
        RowsOf("end-reasons").Select(row => row[0]).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_problem_type_is_documented_with_its_status() => Assert.Equal(
        ProblemType.All().Select(type => $"{type.Name} {type.Status}").Order(StringComparer.Ordinal),
        RowsOf("problems").Select(row => $"{row[0]} {row[1]}").Order(StringComparer.Ordinal));

    [Fact]
    public void Every_setting_is_documented_with_its_default_bounds_and_alias() => Assert.Equal(
        ConfigurationReference.Describe()
            .Select(setting => $"{setting.Key} [{setting.Default}] [{setting.Bounds}] [{setting.Alias}]")
            .Order(StringComparer.Ordinal),
        RowsOf("configuration").Select(row => $"{row[0]} [{row[1]}] [{row[2]}] [{row[3]}]")
            .Order(StringComparer.Ordinal));

    private static IEnumerable<IReadOnlyList<string>> RowsOf(string page) =>
        new Markdown(Repository.File($"docs/reference/{page}.md")).CodeRows;

    private static string Capital(string word) => word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..];
}
