using Spectre.Console;
using Tidelock.Cli.CommandLine;
using Tidelock.Server.Administration.Sessions;

namespace Tidelock.Cli.Sessions;

/// <summary>How sessions are shown.</summary>
internal static class SessionTables
{
    internal static Table Of(IReadOnlyList<AdminSessionView> sessions) => Listing.Of(
        sessions,
        ("Session", session => session.Id),
        ("User", session => session.User),
        ("State", State),
        ("Bound", session => session.Bound ? "yes" : "no"),
        ("Address", session => session.Address),
        ("Created", session => Listing.Time(session.CreatedAt)),
        ("Last used", session => Listing.Time(session.LastUsedAt)),
        ("Expires", session => Listing.Time(Earlier(session.IdleExpiresAt, session.ExpiresAt))));

    private static string State(AdminSessionView session) =>
        session.EndedAt is null ? session.HeldAt is null ? "live" : "held" : session.EndReason ?? "ended";

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
