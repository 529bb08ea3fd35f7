using System.Globalization;
using System.Text.Json;

namespace Tidelock.Chaos.Overload;

/// <summary>What was offered in a stretch of time, and what came of it.</summary>
internal sealed record Phase(string Name, Outcome Refreshes, Outcome SignIns, TimeSpan Time);

/// <summary>What came of overload.</summary>
/// <param name="RefreshCapacity">Refreshes a second that the node takes beside the generator.</param>
/// <param name="SignInCapacity">Sign-ins a second.</param>
internal sealed record OverloadReport(double RefreshCapacity, double SignInCapacity)
{
    /// <summary>Nobody waits for longer for what is served, even at ten times the rate.</summary>
    private const double MostSeconds = 2;

    /// <summary>What an overload may add to the memory of its first half.</summary>
    private const double MemoryGrowth = 1.25;

    /// <summary>Of what the node takes beside the generator, so much is served however much is asked for.</summary>
    private const double LeastServed = 0.3;

    /// <summary>A short window on a busy machine is noisy.</summary>
    private const double AsBefore = 3;

    private static readonly TimeSpan NoiseFloor = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan RecoveryBar = TimeSpan.FromSeconds(5);

    internal required IReadOnlyList<Phase> Phases { get; init; }

    internal required double MemoryBefore { get; init; }

    internal required double MemoryFirstHalf { get; init; }

    internal required double MemorySecondHalf { get; init; }

    internal required TimeSpan Recovered { get; init; }

    /// <summary>Sessions whose token was used up by a request that was refused.</summary>
    internal int Consumed { get; init; }

    /// <summary>Answers with another generation than the next one.</summary>
    internal long Jumps { get; init; }

    /// <summary>What does not hold.</summary>
    internal IReadOnlyList<string> Mistakes => [.. Checks().Where(check => !check.Holds).Select(check => check.Story)];

    internal static bool IsAsBefore(Outcome now, Outcome quiet) =>
        now.Shed + now.TooManyOfOne + now.Broken == 0
        && now.Served.Quantile(0.99) <= Longer(quiet.Served.Quantile(0.99) * AsBefore, NoiseFloor);

    internal string Text() => string.Join(
        '\n',
        [
            Row(
                "", "offered/s", "served/s", "503/s", "429/s", "not sent/s",
                "p50 ms", "p99 ms", "max ms", "503 p99 ms"),
            .. Phases.SelectMany(Rows),
            $"takes {Number(RefreshCapacity)} refreshes or {SignInCapacity:0.0} sign-ins a second beside the generator",
            $"resident memory {MemoryBefore:0} MB before, {MemoryFirstHalf:0} MB in the first half of the overload, "
            + $"{MemorySecondHalf:0} MB in the second",
            $"as before {Recovered.TotalSeconds:0.0} s after it; tokens used up by refused requests: {Consumed}",
            .. Mistakes.Select(mistake => $"BROKEN: {mistake}"),
        ]);

    internal string Json() => JsonSerializer.Serialize(
        new
        {
            RefreshCapacity,
            SignInCapacity,
            Phases = Phases.Select(phase => new
            {
                phase.Name,
                Refreshes = Figures(phase.Refreshes, phase.Time),
                SignIns = Figures(phase.SignIns, phase.Time),
            }),
            MemoryBefore,
            MemoryFirstHalf,
            MemorySecondHalf,
            Recovered = Recovered.TotalSeconds,
            Consumed,
            Mistakes,
        },
        JsonSerializerOptions.Web);

    private IEnumerable<(bool Holds, string Story)> Checks()
    {
        var all = Phases.SelectMany(phase => new[] { phase.Refreshes, phase.SignIns }).ToList();
        var (rush, storm) = (Phases[1], Phases[2]);
        var p99 = storm.Refreshes.Served.Quantile(0.99);
        yield return (
            storm.Refreshes.Shed + storm.Refreshes.TooManyOfOne > 0, "Ten times the rate was not turned away.");
        yield return (all.All(outcome => outcome.Others == 0), "There were answers other than 200, 429 and 503.");
        yield return (all.All(outcome => outcome.WithoutRetry == 0), "Refusals did not say when to come again.");
        yield return (rush.Refreshes.Shed + rush.Refreshes.TooManyOfOne == 0, "Sign-ins kept people from renewing.");
        yield return (
            storm.Refreshes.Served.Count >= LeastServed * RefreshCapacity * storm.Time.TotalSeconds,
            "Under overload hardly anything was served.");
        yield return (p99.TotalSeconds <= MostSeconds, $"Refreshes that were served took {p99.TotalSeconds:0.0} s.");
        yield return (
            MemorySecondHalf <= MemoryFirstHalf * MemoryGrowth, "Memory went on growing.");
        yield return (Recovered <= RecoveryBar, $"It took {Recovered.TotalSeconds:0.0} s to recover.");
        yield return (Consumed == 0, $"{Consumed} tokens were used up by requests that were refused.");
        yield return (Jumps == 0, $"{Jumps} answers had another generation than the next one.");
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static IEnumerable<string> Rows(Phase phase)
    {
        yield return Row($"{phase.Name}: refreshes", phase.Refreshes, phase.Time);
        if (phase.SignIns.Offered > 0)
        {
            yield return Row($"{phase.Name}: sign-ins", phase.SignIns, phase.Time);
        }
    }

    private static string Row(string name, Outcome outcome, TimeSpan time) => Row(
        name,
        [
            .. new[]
            {
                outcome.Offered, outcome.Served.Count, outcome.Shed, outcome.TooManyOfOne,
                outcome.Offered - outcome.Sent,
            }.Select(count => Number(count / time.TotalSeconds)),
            Milliseconds(outcome.Served.Quantile(0.5)),
            Milliseconds(outcome.Served.Quantile(0.99)), Milliseconds(outcome.Served.Longest),
            Milliseconds(outcome.Refused.Quantile(0.99)),
        ]);

    private static string Row(string name, params string[] cells) =>
        $"{name,-28}{string.Concat(cells.Select(cell => $"{cell,11}"))}";

    private static object Figures(Outcome outcome, TimeSpan time) => new
    {
        Offered = outcome.Offered / time.TotalSeconds,
        Served = outcome.Served.Count / time.TotalSeconds,
        Shed = outcome.Shed / time.TotalSeconds,
        TooManyOfOne = outcome.TooManyOfOne / time.TotalSeconds,
        NotSent = (outcome.Offered - outcome.Sent) / time.TotalSeconds,
        P50 = outcome.Served.Quantile(0.5).TotalMilliseconds,
        P99 = outcome.Served.Quantile(0.99).TotalMilliseconds,
        Max = outcome.Served.Longest.TotalMilliseconds,
        RefusedP99 = outcome.Refused.Quantile(0.99).TotalMilliseconds,
    };

    private static string Milliseconds(TimeSpan time) =>
        time.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);
}
