using Spectre.Console;
using Tidelock.Cli.CommandLine;
using Tidelock.Server.Administration.Users;

namespace Tidelock.Cli.Users;

/// <summary>How users are shown.</summary>
internal static class UserTables
{
    internal static Table Of(IReadOnlyList<UserView> users) => Listing.Of(
        users,
        ("Name", user => user.Name),
        ("E-mail", user => user.Email),
        ("Roles", user => string.Join(", ", user.Roles)),
        ("State", user => user.DisabledAt is null ? user.PasswordSetAt is null ? "no password" : "active" : "disabled"),
        ("Created", user => Listing.Time(user.CreatedAt)),
        ("Id", user => user.Id));
}
