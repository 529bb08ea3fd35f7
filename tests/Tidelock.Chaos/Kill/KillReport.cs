using System.Text.Json;
using Tidelock.Chaos.Clients;
using Tidelock.Chaos.Stages;

namespace Tidelock.Chaos.Kill;

/// <summary>What came of rounds of kills.</summary>
/// <param name="Rounds">Kills under load.</param>
/// <param name="Kills">Those and the kills of a node that was starting.</param>
/// <param name="Sessions">Sessions whose sign-in was acknowledged.</param>
/// <param name="Acknowledged">Requests that were acknowledged.</param>
/// <param name="Lost">Acknowledged changes that were gone, and people signed out without a cause.</param>
/// <param name="DoubleSpent">Generations with two tokens.</param>
/// <param name="Revived">Ends that did not stay, or changed their reason.</param>
/// <param name="AuditBreaks">Chains that broke, and events that were missing.</param>
/// <param name="Unhelpful">Answers that were faults, or did not say what to do next.</param>
/// <param name="FirstStart">From exec to the first answer in an empty directory, in seconds.</param>
/// <param name="Recovery">The same after a kill: median, in seconds.</param>
/// <param name="LongestRecovery">The longest of them.</param>
internal sealed record KillReport(
    int Rounds,
    int Kills,
    int Sessions,
    long Acknowledged,
    int Lost,
    int DoubleSpent,
    int Revived,
    int AuditBreaks,
    int Unhelpful,
    double FirstStart,
    double Recovery,
    double LongestRecovery)
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>What was broken, in sentences.</summary>
    public IReadOnlyList<string> Stories { get; init; } = [];

    /// <summary>Every promise was kept.</summary>
    public bool Holds => Lost + DoubleSpent + Revived + AuditBreaks + Unhelpful == 0;

    internal static KillReport Of(int rounds, int kills, Stage stage)
    {
        var ledger = stage.Crowd.Ledger;
        var sorted = stage.Recoveries.Order().ToList();
        return new(
            rounds, kills, ledger.Sessions.Count, stage.Crowd.Acknowledged, ledger.Count(Promise.NothingIsLost),
            ledger.Count(Promise.NothingIsSpentTwice), ledger.Count(Promise.WhatEndedStaysEnded),
            ledger.Count(Promise.EverythingIsTold), ledger.Count(Promise.EveryAnswerHelps),
            stage.FirstStart.TotalSeconds, sorted[sorted.Count / 2].TotalSeconds, sorted[^1].TotalSeconds)
        {
            Stories = [.. ledger.Broken.Select(broken => broken.ToString())],
        };
    }

    internal string Json() => JsonSerializer.Serialize(this, Indented);

    internal string Text() => string.Join(
        '\n',
        [
            $"rounds                  {Rounds}, and {Kills - Rounds} kills more while starting",
            $"sessions                {Sessions}",
            $"requests acknowledged   {Acknowledged:N0}",
            $"lost                    {Lost}",
            $"double-spent            {DoubleSpent}",
            $"ends undone             {Revived}",
            $"audit chain             {(AuditBreaks == 0 ? "holds, every event is there" : $"{AuditBreaks} BREAKS")}",
            $"answers of no help      {Unhelpful}",
            $"exec to first answer    {Recovery:0.00} s (longest {LongestRecovery:0.00} s; empty {FirstStart:0.00} s)",
            .. Stories,
        ]);
}
