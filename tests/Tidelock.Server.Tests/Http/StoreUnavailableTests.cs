using System.Net;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Sessions;
using Tidelock.Storage;

namespace Tidelock.Server.Tests.Http;

public sealed class StoreUnavailableTests
{
    [Theory]
    [InlineData(true, "outcome_unknown")]
    [InlineData(false, null)]
    public async Task A_change_that_may_have_been_made_is_told_apart(bool mayBeMade, string? reason)
    {
        var setup = new ServerSetup { Sessions = inner => new StoreThatFails(inner, mayBeMade) };
        await using var server = await RunningServer.StartAsync(setup);
        using var client = new Client(server);
        await client.SignInAsync();

        var reply = await client.DeleteAsync("/api/v1/auth/tokens/x");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, reply.Status);
        Assert.Equal("store-unavailable", reply.Problem);
        Assert.Equal(reason, reply.Reason);
    }

    private sealed class StoreThatFails(ISessionStore inner, bool mayBeMade) : StoreInFront(inner)
    {
        public override ValueTask<Session?> FindAsync(SessionId id, CancellationToken cancellationToken) =>
            throw new StoreUnavailableException("The disk failed.") { MayBeMade = mayBeMade };
    }
}
