using Spectre.Console;
using Tidelock.Cli.Administration;
using Tidelock.Cli.CommandLine;
using Tidelock.Server.Administration.Status;
using Tidelock.Storage;

namespace Tidelock.Cli.Storage;

/// <summary>How the steps of the schema are shown.</summary>
internal static class MigrationTables
{
    internal static Table Of(MigrationList list) => Listing.Of(
        list.Migrations,
        ("Step", step => step.Number.ToString()),
        ("Name", step => step.Name),
        ("State", step => step.Changed ? "CHANGED" : step.AppliedAt is null ? "pending" : "applied"),
        ("Applied", step => Listing.Time(step.AppliedAt)));

    internal static ExitCode Show(Invocation call, IReadOnlyList<MigrationStep> steps) => call.Show(
        new AdminAnswer<MigrationList>.Given(new([.. steps.Select(MigrationView.Of)])), Of);
}
