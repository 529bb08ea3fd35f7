using System.CommandLine;
using Tidelock.Cli.Administration;
using Tidelock.Cli.CommandLine;
using Tidelock.Server.Administration.Users;

namespace Tidelock.Cli.Users;

/// <summary>Makes a one-time link by which a user sets a new password.</summary>
internal sealed class ResetPasswordCommand : AdminCommand
{
    private readonly Argument<string> _user = new("USER") { Description = UserCalls.NameHelp };

    internal ResetPasswordCommand()
        : base("reset", "Make a one-time link to set a new password; sessions end when it is used.") =>
        Arguments.Add(_user);

    protected override async Task<ExitCode> RunAsync(
        AdminClient admin, Invocation call, CancellationToken cancellationToken)
    {
        var link = await admin.PostToUserAsync<LinkView>(call.Get(_user), "reset-link", cancellationToken);
        return call.Say(link, made => $"Good once, until {Listing.Time(made.ExpiresAt)}:\n{made.Url}");
    }
}
