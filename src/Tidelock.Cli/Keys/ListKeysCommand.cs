using Tidelock.Cli.Administration;
using Tidelock.Cli.CommandLine;
using Tidelock.Server.Administration.Keys;

namespace Tidelock.Cli.Keys;

/// <summary>Lists the key ring.</summary>
internal sealed class ListKeysCommand() : AdminCommand("list", "List the keys and their states.")
{
    protected override async Task<ExitCode> RunAsync(
        AdminClient admin, Invocation call, CancellationToken cancellationToken) =>
        call.Show(await admin.GetAsync<KeyList>("keys", cancellationToken), KeyTables.Of);
}
