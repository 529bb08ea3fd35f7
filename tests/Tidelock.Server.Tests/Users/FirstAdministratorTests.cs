using System.Net;
using System.Text.Json.Nodes;
using Tidelock.Events;
using Tidelock.Server.Administration;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Server.Users;
using Tidelock.Sessions;

namespace Tidelock.Server.Tests.Users;

/// <summary>How a new installation comes to its first administrator.</summary>
public sealed class FirstAdministratorTests
{
    private const string Name = "root";

    [Fact]
    public async Task The_newest_link_makes_an_administrator_who_administers_and_is_dead_afterwards()
    {
        await using var server = await RunningServer.StartAsync(ServerSetup.WithoutLimits());
        var replaced = await LinkAsync(server);
        var token = await LinkAsync(server);
        using var client = new Client(server);

        Expect.Refused(await MakeAsync(client, replaced, The.Password), HttpStatusCode.Gone, "link-invalid");
        Expect.Refused(await MakeAsync(client, token, "password123"), HttpStatusCode.BadRequest, "weak-password");
        var made = await MakeAsync(client, token, The.Password);

        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Empty(made.SetCookies);
        Expect.Served(await client.SignInAsync(Name), Channel.Cookie);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"{AdministrationModule.Prefix}/users")).Status);
        Expect.Refused(
            await MakeAsync(client, token, The.Password, "another"), HttpStatusCode.Gone, "link-invalid");
        Assert.Null(await server.Get<IssueLink>().ForFirstAdministratorAsync(Initiator.System, CancellationToken.None));
    }

    private static async Task<string> LinkAsync(RunningServer server)
    {
        var link = await server.Get<IssueLink>().ForFirstAdministratorAsync(Initiator.System, CancellationToken.None);
        return link!.Url.Fragment.TrimStart('#');
    }

    private static Task<Reply> MakeAsync(Client client, string token, string password, string name = Name) =>
        client.PostAsync(
            "/api/v1/auth/first-administrator",
            new JsonObject { ["token"] = token, ["username"] = name, ["password"] = password });
}
