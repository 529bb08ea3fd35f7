using Spectre.Console;
using Tidelock.Cli.CommandLine;
using Tidelock.Server.Administration.Keys;

namespace Tidelock.Cli.Keys;

/// <summary>How keys are shown.</summary>
internal static class KeyTables
{
    internal static Table Of(KeyList ring) => Grid.Of(
        ring.Keys,
        ("Purpose", key => key.Purpose),
        ("Id", key => key.Id),
        ("State", key => key.CompromisedAt is null ? key.State : $"{key.State}, compromised"),
        ("Created", key => Grid.Time(key.CreatedAt)),
        ("Active since", key => Grid.Time(key.ActivatedAt)),
        ("Retired", key => Grid.Time(key.RetiredAt)));
}
