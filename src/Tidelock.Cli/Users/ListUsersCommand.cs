using Tidelock.Cli.Administration;
using Tidelock.Cli.CommandLine;
using Tidelock.Server.Administration.Users;

namespace Tidelock.Cli.Users;

/// <summary>Lists users.</summary>
internal sealed class ListUsersCommand : AdminCommand
{
    private readonly PageOptions _page = new();

    internal ListUsersCommand()
        : base("list", "List the users, by name.") => _page.AddTo(this);

    protected override async Task<ExitCode> RunAsync(
        AdminClient admin, Invocation call, CancellationToken cancellationToken)
    {
        var users = await admin.GetAsync<UserPage>($"users?{_page.Query(call)}", cancellationToken);
        return call.Show(users, page => PageOptions.WithNext(UserTables.Of(page.Users), page.Next));
    }
}
