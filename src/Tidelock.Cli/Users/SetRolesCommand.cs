using System.CommandLine;
using Tidelock.Cli.Administration;
using Tidelock.Cli.CommandLine;
using Tidelock.Server.Administration.Users;

namespace Tidelock.Cli.Users;

/// <summary>Replaces a user's roles.</summary>
internal sealed class SetRolesCommand : AdminCommand
{
    private readonly Argument<string> _user = new("USER") { Description = UserCalls.NameHelp };

    private readonly Argument<string[]> _roles = new("ROLE")
    {
        Description = "The roles from now on; none takes all away.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    internal SetRolesCommand()
        : base("roles", "Replace a user's roles; access tokens carry them from the next renewal on.")
    {
        Arguments.Add(_user);
        Arguments.Add(_roles);
    }

    protected override async Task<ExitCode> RunAsync(
        AdminClient admin, Invocation call, CancellationToken cancellationToken)
    {
        var user = await admin.FindUserAsync(call.Get(_user), cancellationToken);
        var request = new SetRolesRequest { Roles = call.Get(_roles) };
        var changed = await user.ThenAsync(found =>
            admin.PostAsync<UserView>($"users/{found.Id}/roles", request, cancellationToken));
        return call.Say(changed, now => $"Roles of {now.Name}: {Listed(now.Roles)}.");
    }

    private static string Listed(IReadOnlyList<string> roles) => roles.Count == 0 ? "none" : string.Join(", ", roles);
}
