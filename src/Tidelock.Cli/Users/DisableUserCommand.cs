using System.CommandLine;
using Tidelock.Cli.Administration;
using Tidelock.Cli.CommandLine;
using Tidelock.Server.Administration.Users;

namespace Tidelock.Cli.Users;

/// <summary>Disable a user: all sessions end, and no sign-in works.</summary>
internal sealed class DisableUserCommand : AdminCommand
{
    private readonly Argument<string> _user = new("USER") { Description = UserCalls.NameHelp };

    internal DisableUserCommand()
        : base("disable", "Disable a user: all sessions end, and no sign-in works.") => Arguments.Add(_user);

    protected override async Task<ExitCode> RunAsync(
        AdminClient admin, Invocation call, CancellationToken cancellationToken)
    {
        var changed = await admin.PostToUserAsync<UserView>(call.Get(_user), "disable", cancellationToken);
        return call.Say(changed, user => $"Disabled {user.Name}.");
    }
}
