using System.Net;
using System.Text.Json.Nodes;
using Tidelock.Events;
using Tidelock.Server.Administration;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Server.Users;
using Tidelock.Sessions;

namespace Tidelock.Server.Tests.Secrets;

/// <summary>Everything that people do with secrets, rightly and wrongly, while somebody listens.</summary>
internal sealed class Walk(RunningServer server, Overheard overheard)
{
    private const string Admin = AdministrationModule.Prefix;
    private const string First = "first-administrator";
    private const string FirstPassword = "the very first tide";
    private const string NewPassword = "another tide of words";

    internal async Task GoAsync()
    {
        await SignInAsync();
        foreach (var channel in new[] { Channel.Cookie, Channel.Body })
        {
            await RefreshAsync(channel, bound: false);
            await RefreshAsync(channel, bound: true);
        }

        await ResetAsync();
        await AdministerAsync();
        await SendNonsenseAsync();
    }

    private Client Somebody(Channel channel = Channel.Body, bool bound = false, string from = "127.0.0.1") =>
        new(server, channel, bound, from) { Overheard = overheard };

    private async Task SignInAsync()
    {
        using var client = Somebody(Channel.Cookie);
        Expect.Served(await client.SignInAsync(), Channel.Cookie);
        await client.SignInAsync(password: "wrong and still a secret");
        await client.SignInAsync("nobody-of-that-name", "wrong and still a secret");

        // The password in the field of the name.
        overheard.TakeToken("password typed as name", The.Password);
        await client.SignInAsync(The.Password.Replace(' ', '-'), "whatever else");
        overheard.TakeToken("password typed as name", The.Password.Replace(' ', '-'));
        await client.SignOutAsync();
        await client.SignOutAsync();
    }

    private async Task RefreshAsync(Channel channel, bool bound)
    {
        using var client = Somebody(channel, bound);
        await client.SignInAsync();
        await client.RefreshAndLoseAnswerAsync();
        await client.RefreshAsync();
        await client.ConfirmAsync();
        using var stranger = client.Copy(from: "127.0.0.2");
        stranger.UserAgent = The.Chrome;
        await stranger.RefreshAsync();
        await client.RefreshAsync();
        await client.SignInAsync();
        var spent = client.RefreshToken!;
        await client.RefreshAsync();
        await client.ConfirmAsync();
        server.Clock.Advance(TimeSpan.FromSeconds(2));
        await client.RefreshAndLoseAnswerAsync(spent);
        server.Clock.Advance(TimeSpan.FromMinutes(2));
        await client.RefreshAndLoseAnswerAsync(spent);
        await client.RefreshAsync(server.Forge(client.RefreshToken!, 77));
        await client.RefreshAsync("tlr_" + client.RefreshToken![8..] + "AAAA");
        await client.GetAsync("/api/v1/auth/tokens");
        await client.GetAsync("/api/v1/auth/events");
        client.AccessToken += "x";
        await client.GetAsync("/api/v1/auth/me");
    }

    private async Task ResetAsync()
    {
        using var client = Somebody();
        Expect.Served(await client.SignInAsync(), Channel.Body);
        Expect.Served(await client.ChangePasswordAsync(The.Password, NewPassword), Channel.Body);
        await client.ChangePasswordAsync("not the right tide", NewPassword);
        var user = (await server.SessionOfAsync(client.RefreshToken!)).User;
        var link = await server.Get<IssueLink>().ForPasswordAsync(
            user, new(Actor.LocalOperator), CancellationToken.None);
        var token = link!.Url.Fragment[1..];
        await ResetAsync(client, token, "password123");
        Assert.Equal(HttpStatusCode.NoContent, (await ResetAsync(client, token, The.Password)).Status);
        await ResetAsync(client, token, The.Password);
    }

    private static Task<Reply> ResetAsync(Client client, string token, string password) => client.PostAsync(
        "/api/v1/auth/password/reset", new() { ["token"] = token, ["newPassword"] = password });

    private async Task AdministerAsync()
    {
        using var root = Somebody();
        var link = await server.Get<IssueLink>().ForFirstAdministratorAsync(Initiator.System, CancellationToken.None);
        var made = await root.PostAsync("/api/v1/auth/first-administrator", new()
        {
            ["token"] = link!.Url.Fragment[1..],
            ["username"] = First,
            ["password"] = FirstPassword,
        });
        Assert.Equal(HttpStatusCode.Created, made.Status);
        Expect.Served(await root.SignInAsync(First, FirstPassword), Channel.Body);
        var added = await root.PostAsync(
            $"{Admin}/users", new() { ["name"] = "dora", ["password"] = "doras own tide" });
        var invited = await root.PostAsync($"{Admin}/users", new() { ["name"] = "emil" });
        Assert.NotNull(invited.Json!["link"]!["url"]);
        await root.PostAsync($"{Admin}/users/{invited.Json!["user"]!["id"]}/reset-link");
        await root.PostAsync($"{Admin}/users/{added.Json!["user"]!["id"]}/disable");
        await root.SignInAsync("dora", "doras own tide");
        await root.PostAsync($"{Admin}/users", new() { ["name"] = "dora", ["password"] = "doras other tide" });
        await ChangeKeysAsync(root);
        foreach (var path in new[] { "config", "doctor", "status", "keys", "users", "sessions" })
        {
            Assert.Equal(HttpStatusCode.OK, (await root.GetAsync($"{Admin}/{path}")).Status);
        }
    }

    private async Task ChangeKeysAsync(Client root)
    {
        foreach (var purpose in new[] { "mac", "signing" })
        {
            await root.PostAsync($"{Admin}/keys/rotate", new() { ["purpose"] = purpose });
            var id = purpose == "mac" ? $"{server.Ring.ActiveMac.Id}" : server.Ring.ActiveSigning.Id;
            await root.PostAsync($"{Admin}/keys/compromise", new() { ["purpose"] = purpose, ["id"] = id });
            await root.RefreshAsync();
            Expect.Served(await root.SignInAsync(First, FirstPassword), Channel.Body);
        }
    }

    /// <summary>Requests that the web server itself refuses, each with a good token in it.</summary>
    private async Task SendNonsenseAsync()
    {
        using var client = Somebody(Channel.Cookie);
        Expect.Served(await client.SignInAsync(), Channel.Cookie);
        var (refresh, access) = (client.RefreshToken!, client.AccessToken!);
        foreach (var (name, value) in new[]
        {
            ("Cookie", $"{The.Cookie}={refresh}\u0001"), ("Cookie", $"{The.Cookie}={refresh}\0"),
            ("Cookie", $"{The.Cookie}={refresh}\u00e9"), ("Authorization", $"Bearer {access}\0"),
            ("Authorization", $"Bearer {access} {new string('x', 40_000)}"), ($"Bearer {access}", "x"),
            ("X-Tidelock-Session", refresh), ("X-Tidelock-Client", refresh), ("DPoP", refresh), ("Host", access),
            ("Content-Length", refresh), ("User-Agent\0", refresh), ("Cookie ", $"{The.Cookie}={refresh}"),
            (" Cookie", $"{The.Cookie}={refresh}"), ("Cookie", $"{The.Cookie}=\r{refresh}"),
        })
        {
            var request = new RawRequest("POST", "/api/v1/auth/refresh");
            request.Set(name, value);
            overheard.Hear(await request.ExchangeAsync(server.Url));
        }

        using var body = client.Request(HttpMethod.Post, "/api/v1/auth/login");
        body.Content = new StringContent(
            $$"""{"username":["{{refresh}}"],"password":{{access}}}""", null, "application/json");
        await client.SendAsync(body);
        await client.PostAsync("/api/v1/auth/login", new JsonObject { [refresh] = access, ["mode"] = access });
    }
}
