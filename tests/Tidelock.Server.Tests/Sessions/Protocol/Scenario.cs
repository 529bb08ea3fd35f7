using System.Net;
using Tidelock.Events;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Sessions;

namespace Tidelock.Server.Tests.Sessions.Protocol;

/// <summary>A server of its own for each scenario, and the questions that all of them ask.</summary>
public abstract class Scenario : IAsyncLifetime
{
    private protected const string Elsewhere = "127.0.0.2";
    private protected const string RefreshPath = "/api/v1/auth/refresh";

    private protected RunningServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await RunningServer.StartAsync(ServerSetup.WithoutLimits());

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected static string? TokenIn(Reply reply, Channel channel) =>
        channel == Channel.Body ? reply.Json?["refreshToken"]?.GetValue<string>() : reply.RefreshCookie;

    private protected async Task<Client> SignedInAsync(Channel channel, bool bound, bool remember = false)
    {
        var client = new Client(Server, channel, bound);
        Expect.Served(await client.SignInAsync(remember: remember), channel);
        return client;
    }

    private protected async Task<Client> RefreshedAndConfirmedAsync(Channel channel, bool bound)
    {
        var client = await SignedInAsync(channel, bound);
        Expect.Served(await client.RefreshAsync(), channel);
        await client.ConfirmAsync();
        return client;
    }

    /// <summary>The owner refreshes as if nothing had happened.</summary>
    private protected async Task LivesOnAsync(Client owner)
    {
        var before = await Server.SessionOfAsync(owner.RefreshToken!);
        var reply = await owner.RefreshAsync();
        if (reply.Problem == "use-dpop-nonce")
        {
            reply = await owner.RefreshAsync();
        }

        Expect.Served(reply, owner.Channel);
        var after = await Server.SessionOfAsync(owner.RefreshToken!);
        Assert.Null(after.EndedAt);
        Assert.Equal(before.Generation.Next, after.Generation);
    }

    /// <summary>Neither the newest token nor an access token of the session is worth anything.</summary>
    private protected async Task IsOverAsync(Client owner, string reason)
    {
        var session = await Server.SessionOfAsync(owner.RefreshToken!);
        Assert.Equal(reason, session.EndReason?.Name);
        Expect.SignInRequired(
            await owner.RefreshAsync(Server.Forge(owner.RefreshToken!, session.Generation.Value)), reason);
        Expect.SignInRequired(await owner.GetAsync("/api/v1/auth/me"), reason);
    }

    /// <summary>Refused as something held is, and the row says that nothing became of it.</summary>
    private protected async Task HeldAsync(Client caller, string? token = null)
    {
        var before = await Server.SessionOfAsync(token ?? caller.RefreshToken!);
        Expect.SignInRequired(await caller.RefreshAsync(token), "held");
        var after = await Server.SessionOfAsync(token ?? caller.RefreshToken!);
        Assert.Null(after.EndedAt);
        Assert.Equal(
            (before.Generation, before.LastUsedAt, before.Device),
            (after.Generation, after.LastUsedAt, after.Device));
    }

    private protected async Task WasToldAsync(EventKind kind)
    {
        var told = (await Server.EventsAsync()).Where(stored => stored.Draft.Kind == kind);
        Assert.Single(told);
    }

    private protected static void Superseded(Reply reply)
    {
        Expect.Refused(reply, HttpStatusCode.Conflict, "superseded");
        Assert.Equal("1", reply.Header("Retry-After"));
    }
}
