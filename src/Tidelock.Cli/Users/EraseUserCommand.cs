using System.CommandLine;
using Tidelock.Cli.Administration;
using Tidelock.Cli.CommandLine;

namespace Tidelock.Cli.Users;

/// <summary>Erases a person: account, sessions and the personal part of every event.</summary>
internal sealed class EraseUserCommand : AdminCommand
{
    private readonly Argument<string> _user = new("USER") { Description = UserCalls.NameHelp };
    private readonly Option<bool> _yes = Confirmation.Option();

    internal EraseUserCommand()
        : base("erase", "Erase a person for good; the audit log keeps the events without what is personal.")
    {
        Arguments.Add(_user);
        Options.Add(_yes);
    }

    protected override async Task<ExitCode> RunAsync(
        AdminClient admin, Invocation call, CancellationToken cancellationToken)
    {
        var name = call.Get(_user);
        if (!Confirmation.IsGiven(call, _yes, $"Erase {name} for good?"))
        {
            return ExitCode.Usage;
        }

        var user = await admin.FindUserAsync(name, cancellationToken);
        var erased = await user.ThenAsync(found =>
            admin.DeleteAsync<Nothing>($"users/{found.Id}", cancellationToken));
        return call.Say(erased, _ => $"Erased {name}.");
    }
}
