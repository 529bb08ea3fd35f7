using Tidelock.Storage;

namespace Tidelock.Server.Administration.Status;

/// <summary>What runs, on what.</summary>
internal sealed record StatusView(
    string Version,
    DateTimeOffset StartedAt,
    string PublicUrl,
    int Epoch,
    long DatabaseBytes,
    IReadOnlyList<MigrationView> Migrations);

/// <summary>One step of the schema.</summary>
internal sealed record MigrationView(int Number, string Name, DateTimeOffset? AppliedAt, bool Changed)
{
    internal static MigrationView Of(MigrationStep step) => new(step.Number, step.Name, step.AppliedAt, step.Changed);
}

/// <summary>Every step of the schema.</summary>
internal sealed record MigrationList(IReadOnlyList<MigrationView> Migrations);
