using Spectre.Console;
using Tidelock.Cli.CommandLine;
using Tidelock.Server.Administration.Keys;

namespace Tidelock.Cli.Keys;

/// <summary>How keys are shown.</summary>
internal static class KeyTables
{
    internal static Table Of(KeyList ring) => Listing.Of(
        ring.Keys,
        ("Purpose", key => key.Purpose),
        ("Id", key => key.Id),
        ("State", key => key.CompromisedAt is null ? key.State : $"{key.State}, compromised"),
        ("Created", key => Listing.Time(key.CreatedAt)),
        ("Active since", key => Listing.Time(key.ActivatedAt)),
        ("Retired", key => Listing.Time(key.RetiredAt)));
}
