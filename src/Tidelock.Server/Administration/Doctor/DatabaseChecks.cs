using Tidelock.Storage;

namespace Tidelock.Server.Administration.Doctor;

/// <summary>The database must take writes and have room to grow.</summary>
internal static class DatabaseChecks
{
    private const long Megabyte = 1024 * 1024;

    // Below this the log of a busy hour may not fit any more.
    private const long LittleSpace = 1024 * Megabyte;
    private const long NoSpace = 64 * Megabyte;

    internal static IEnumerable<CheckView> Run(DatabaseHealth health, IReadOnlyList<MigrationStep> steps) =>
        [Writable(health), Space(health), Schema(steps)];

    private static CheckView Writable(DatabaseHealth health) => health switch
    {
        { Writable: false } => new(
            "database",
            CheckView.Problem,
            $"It takes no writes: {health.Problem}",
            "Make room on the disk, or mount it writable; nothing was lost."),
        { Problem: { } problem } => new(
            "database",
            CheckView.Warning,
            $"It takes writes; {health.SizeBytes / Megabyte} MB on disk. {problem}",
            "See docs/operate/embedded-store.md, \"Size\"."),
        _ => new("database", CheckView.Ok, $"It takes writes; {health.SizeBytes / Megabyte} MB on disk.", null),
    };

    private static CheckView Space(DatabaseHealth health) => health.FreeDiskBytes switch
    {
        null => new("disk", CheckView.Ok, "The database lies elsewhere.", null),
        < NoSpace => new(
            "disk", CheckView.Problem, $"{health.FreeDiskBytes / Megabyte} MB are free.", "Make room at once."),
        < LittleSpace => new(
            "disk", CheckView.Warning, $"{health.FreeDiskBytes / Megabyte} MB are free.", "Make room soon."),
        _ => new("disk", CheckView.Ok, $"{health.FreeDiskBytes / Megabyte} MB are free.", null),
    };

    private static CheckView Schema(IReadOnlyList<MigrationStep> steps)
    {
        if (steps.FirstOrDefault(step => step.Changed) is { } changed)
        {
            return new(
                "schema",
                CheckView.Problem,
                $"Step {changed.Number} ({changed.Name}) is not the one that was applied.",
                "The program and the database do not belong together; use the release that wrote it.");
        }

        var pending = steps.Count(step => step.AppliedAt is null);
        return pending == 0
            ? new("schema", CheckView.Ok, $"All {steps.Count} steps are applied.", null)
            : new("schema", CheckView.Problem, $"{pending} steps are pending.", "Run `tidelock migrate up`.");
    }
}
