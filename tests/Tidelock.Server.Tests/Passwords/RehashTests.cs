using Microsoft.Extensions.DependencyInjection;
using Tidelock.Server.Passwords;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Sessions;
using Tidelock.Users;

namespace Tidelock.Server.Tests.Passwords;

/// <summary>Signing in with a password that is stored at a lower cost than today's.</summary>
public sealed class RehashTests
{
    [Fact]
    public async Task A_sign_in_is_answered_though_its_password_could_not_be_hashed_anew()
    {
        await using var server = await RunningServer.StartAsync();
        UsersThatRehashNone? users = null;
        await server.RestartAsync(AtAHigherCost(inner => users = new(inner)));
        using var client = new Client(server);

        Expect.Served(await client.SignInAsync(), Channel.Cookie);
        Expect.Served(await client.SignInAsync(), Channel.Cookie);

        Assert.Equal(2, users!.Refused);
    }

    private static ServerSetup AtAHigherCost(Func<IUserStore, IUserStore> users) => new()
    {
        CheapPasswords = false,
        Services = services => services.AddSingleton(PasswordPolicy.From(new()) with { Iterations = 2 }),
        Users = users,
    };
}
