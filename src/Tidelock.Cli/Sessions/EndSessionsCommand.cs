using System.CommandLine;
using Tidelock.Cli.Administration;
using Tidelock.Cli.CommandLine;
using Tidelock.Cli.Users;
using Tidelock.Server.Administration.Sessions;

namespace Tidelock.Cli.Sessions;

/// <summary>Ends one session, or all of a user's.</summary>
internal sealed class EndSessionsCommand : AdminCommand
{
    private readonly Argument<string?> _session = new("SESSION")
    {
        Description = "The id of the session.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _user = new("--user")
    {
        Description = "End all sessions of this user. " + UserCalls.NameHelp,
    };

    internal EndSessionsCommand()
        : base("end", "End a session, or all sessions of a user.")
    {
        Arguments.Add(_session);
        Options.Add(_user);
        Validators.Add(given =>
        {
            if ((given.GetValue(_session) is null) == (given.GetValue(_user) is null))
            {
                given.AddError("Name either a SESSION or --user.");
            }
        });
    }

    protected override async Task<ExitCode> RunAsync(
        AdminClient admin, Invocation call, CancellationToken cancellationToken)
    {
        if (call.Parsed.GetValue(_session) is { } session)
        {
            var path = $"sessions/{Uri.EscapeDataString(session)}";
            var one = await admin.DeleteAsync<Nothing>(path, cancellationToken);
            return call.Say(one, _ => $"Ended {session}.");
        }

        var user = await admin.FindUserAsync(call.Get(_user)!, cancellationToken);
        var ended = await user.ThenAsync(found =>
            admin.DeleteAsync<EndedCount>($"users/{found.Id}/sessions", cancellationToken));
        return call.Say(ended, count => $"Ended {count.Ended} sessions.");
    }
}
