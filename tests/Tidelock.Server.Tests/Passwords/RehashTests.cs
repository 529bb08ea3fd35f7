using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Tidelock.Server.Passwords;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Sessions;
using Tidelock.Storage;
using Tidelock.Users;

namespace Tidelock.Server.Tests.Passwords;

/// <summary>Signing in with a password that is stored at a lower cost than today's.</summary>
public sealed class RehashTests
{
    [Fact]
    public async Task A_sign_in_is_answered_though_its_password_could_not_be_hashed_anew()
    {
        await using var server = await RunningServer.StartAsync();
        await server.RestartAsync(AtAHigherCost(UsersThatRehashNone.InFrontOf));
        using var client = new Client(server);

        Expect.Served(await client.SignInAsync(), Channel.Cookie);
        Expect.Served(await client.SignInAsync(), Channel.Cookie);

        Assert.Equal(2, UsersThatRehashNone.Refused(server));
    }

    private static ServerSetup AtAHigherCost(Func<IUserStore, IUserStore> users) => new()
    {
        CheapPasswords = false,
        Services = services => services.AddSingleton(PasswordPolicy.From(new()) with { Iterations = 2 }),
        Users = users,
    };

    /// <summary>A store of users that fails when a password is to be hashed anew.</summary>
    public class UsersThatRehashNone : DispatchProxy
    {
        private IUserStore _inner = null!;
        private int _refused;

        internal static IUserStore InFrontOf(IUserStore inner)
        {
            var proxy = Create<IUserStore, UsersThatRehashNone>();
            ((UsersThatRehashNone)(object)proxy)._inner = inner;
            return proxy;
        }

        internal static int Refused(RunningServer server) =>
            ((UsersThatRehashNone)(object)server.Get<IUserStore>())._refused;

        /// <inheritdoc />
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.Name == nameof(IUserStore.RehashPasswordAsync))
            {
                _refused++;
                throw new StoreUnavailableException("The disk is full.");
            }

            return targetMethod.Invoke(_inner, args);
        }
    }
}
