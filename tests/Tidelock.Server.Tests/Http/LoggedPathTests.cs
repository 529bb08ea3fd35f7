using System.Net;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Sessions;
using Tidelock.Storage;

namespace Tidelock.Server.Tests.Http;

public sealed class LoggedPathTests
{
    [Fact]
    public async Task A_path_writes_no_lines_of_its_own_into_the_log()
    {
        var setup = new ServerSetup { Sessions = inner => new StoreThatCanNotRead(inner) };
        await using var server = await RunningServer.StartAsync(setup);
        using var client = new Client(server);
        await client.SignInAsync();

        var reply = await client.DeleteAsync("/api/v1/auth/tokens/x%0AWarning%201301%20forged");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, reply.Status);
        var told = setup.Log.Lines.Single(line => line.StartsWith("Warning 1002", StringComparison.Ordinal));
        Assert.Contains("/tokens/x%0AWarning%201301%20forged", told, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', told);
    }

    private sealed class StoreThatCanNotRead(ISessionStore inner) : StoreInFront(inner)
    {
        public override ValueTask<Session?> FindAsync(SessionId id, CancellationToken cancellationToken) =>
            throw new StoreUnavailableException("A read failed.");
    }
}
