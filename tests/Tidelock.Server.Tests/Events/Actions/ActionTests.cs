using Tidelock.Events;
using Tidelock.Sessions;

namespace Tidelock.Server.Tests.Events.Actions;

/// <summary>Each action is in the audit log, with its outcome: the table of all of them.</summary>
public sealed class ActionTests
{
    /// <summary>What the command line alone can bring about; its tests have the rows.</summary>
    private static readonly string[] OfTheCommandLine = ["server.started"];

    /// <summary>Ends that a row of the command line's tests shows.</summary>
    private static readonly string[] EndsOfTheCommandLine = [EndReason.EndedByRestore.Name];

    private static readonly IReadOnlyList<ActionRow> Table =
    [
        .. SignInRows.All, .. RefreshRows.All, .. AccountRows.All, .. OperatorRows.All, .. RefusedRows.All,
        .. StoreRows.All,
    ];

    public static TheoryData<string> Actions => [.. Table.Select(row => row.Action)];

    [Theory, MemberData(nameof(Actions))]
    public async Task It_is_in_the_log_with_its_outcome(string action)
    {
        var row = Table.Single(row => row.Action == action);
        await using var scene = await Scene.StartAsync(row.Settings);

        await row.Do(scene);

        // Whole, since the runner shows a few characters of two texts that differ.
        var log = await scene.LogAsync();
        Assert.True(log.SequenceEqual(row.Log), $"The log says\n{Lines(log)}\ninstead of\n{Lines(row.Log)}");
    }

    [Fact]
    public void Every_kind_of_event_has_a_row() => Assert.Equal(
        EventCatalogue.All().Select(kind => kind.Name).Order(StringComparer.Ordinal),
        Table.SelectMany(row => row.Kinds).Concat(OfTheCommandLine).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Every_reason_for_which_a_session_ends_has_a_row() => Assert.Equal(
        EndReason.All().Select(reason => reason.Name).Order(StringComparer.Ordinal),
        Table.SelectMany(row => row.Ends).Concat(EndsOfTheCommandLine).Distinct().Order(StringComparer.Ordinal));

    private static string Lines(IEnumerable<string> log) => string.Join('\n', log);
}
