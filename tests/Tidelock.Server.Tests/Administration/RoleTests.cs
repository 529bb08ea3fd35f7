using System.Net;
using System.Text.Json.Nodes;
using Tidelock.Server.Administration;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Sessions;
using Tidelock.Users;

namespace Tidelock.Server.Tests.Administration;

/// <summary>Roles travel in every access token: how many there are and how long is bounded.</summary>
public sealed class RoleTests
{
    [Theory]
    [InlineData(32, 64, true)]
    [InlineData(33, 1, false)]
    [InlineData(1, 65, false)]
    [InlineData(1, 0, false)]
    public async Task A_user_has_at_most_32_roles_of_at_most_64_characters(int count, int length, bool accepted)
    {
        await using var server = await RunningServer.StartAsync(ServerSetup.WithoutLimits());
        await server.AddUserAsync("root", The.Password, User.AdministratorRole);
        using var root = new Client(server, Channel.Body);
        await root.SignInAsync("root");
        var id = await server.AddUserAsync("berta", The.Password);

        Reply[] replies =
        [
            await root.PostAsync($"{AdministrationModule.Prefix}/users/{id}/roles", new() { ["roles"] = Roles() }),
            await root.PostAsync(
                $"{AdministrationModule.Prefix}/users", new() { ["name"] = "carla", ["roles"] = Roles() }),
        ];

        Assert.All(replies, reply => Assert.Equal(!accepted, reply.Status == HttpStatusCode.BadRequest));
        Assert.All(replies, reply => Assert.Equal(!accepted, reply.Json?["errors"]?["roles"] is not null));

        JsonArray Roles() => [.. Enumerable.Range(0, count).Select(
            index => (JsonNode)$"{index:D2}{new string('r', length)}"[..length])];
    }
}
