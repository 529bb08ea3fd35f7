using Tidelock.Events;
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

    private static IEnumerable<IReadOnlyList<string>> RowsOf(string page) =>
        new Markdown(Repository.File($"docs/reference/{page}.md")).CodeRows;

    private static string Capital(string word) => word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..];
}
