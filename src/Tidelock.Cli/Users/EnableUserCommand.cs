using System.CommandLine;
using Tidelock.Cli.Administration;
using Tidelock.Cli.CommandLine;
using Tidelock.Server.Administration.Users;

namespace Tidelock.Cli.Users;

/// <summary>Enable a user who was disabled.</summary>
internal sealed class EnableUserCommand : AdminCommand
{
    private readonly Argument<string> _user = new("USER") { Description = UserCalls.NameHelp };

    internal EnableUserCommand()
        : base("enable", "Enable a user who was disabled.") => Arguments.Add(_user);

    protected override async Task<ExitCode> RunAsync(
        AdminClient admin, Invocation call, CancellationToken cancellationToken)
    {
        var changed = await admin.PostToUserAsync<UserView>(call.Get(_user), "enable", cancellationToken);
        return call.Say(changed, user => $"Enabled {user.Name}.");
    }
}
