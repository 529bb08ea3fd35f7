using System.CommandLine;
using Tidelock.Cli.Administration;
using Tidelock.Cli.CommandLine;
using Tidelock.Cli.Users;
using Tidelock.Server.Administration.Sessions;

namespace Tidelock.Cli.Sessions;

/// <summary>Lists live sessions of everybody, or all kept sessions of one user.</summary>
internal sealed class ListSessionsCommand : AdminCommand
{
    private readonly PageOptions _page = new();

    private readonly Option<string?> _user = new("--user")
    {
        Description = "Only this user's, the ended ones that are kept included. " + UserCalls.NameHelp,
    };

    internal ListSessionsCommand()
        : base("list", "List live sessions.")
    {
        Options.Add(_user);
        _page.AddTo(this);
    }

    protected override async Task<ExitCode> RunAsync(
        AdminClient admin, Invocation call, CancellationToken cancellationToken)
    {
        var sessions = await FetchAsync(admin, call, cancellationToken);
        return call.Show(sessions, page => PageOptions.WithNext(SessionTables.Of(page.Sessions), page.Next));
    }

    private async Task<AdminAnswer<SessionPage>> FetchAsync(
        AdminClient admin, Invocation call, CancellationToken cancellationToken)
    {
        if (call.Get(_user) is not { } name)
        {
            return await admin.GetAsync<SessionPage>($"sessions?{_page.Query(call)}", cancellationToken);
        }

        var user = await admin.FindUserAsync(name, cancellationToken);
        return await user.ThenAsync(found =>
            admin.GetAsync<SessionPage>($"users/{found.Id}/sessions", cancellationToken));
    }
}
