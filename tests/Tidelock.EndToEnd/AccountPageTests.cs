using Microsoft.Playwright;

namespace Tidelock.EndToEnd;

public sealed class AccountPageTests(Browser browser)
{
    private const string Password = "a-password-from-a-link";

    [Fact]
    public async Task A_link_sets_a_password_once_and_its_secret_is_never_sent_in_an_address()
    {
        var link = await browser.Demo.CommandAsync(
            ["users", "add", "carol"], TestContext.Current.CancellationToken);
        var url = link.GetProperty("link").GetProperty("url").GetString()!;
        var secret = new Uri(url).Fragment[1..];
        await using var profile = await browser.OpenAsync();
        var page = await profile.Context.NewPageAsync();

        await page.GotoAsync(url);
        Assert.DoesNotContain(secret, page.Url, StringComparison.Ordinal);
        await page.GetByLabel("New password", new() { Exact = true }).FillAsync(Password);
        await page.GetByLabel("The same once more").FillAsync("something-else");
        await page.GetByRole(AriaRole.Button, new() { Name = "Set the password" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("not the same");
        await page.GetByLabel("The same once more").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Set the password" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading)).ToHaveTextAsync("The password is set");

        await page.GotoAsync("about:blank");
        await page.GotoAsync(url);
        await page.GetByLabel("New password", new() { Exact = true }).FillAsync(Password);
        await page.GetByLabel("The same once more").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Set the password" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("used already");
        Assert.All(
            profile.RequestsTo(string.Empty),
            request => Assert.DoesNotContain(secret, request.Url, StringComparison.Ordinal));
        Assert.Empty(profile.Complaints);
    }

    [Fact]
    public async Task The_first_administrator_is_made_by_the_link_that_the_server_prints()
    {
        await using var profile = await browser.OpenAsync();
        await using var server = await RunningServer.StartAsync("serve", TestContext.Current.CancellationToken);
        var url = server.Announced.GetProperty("firstAdministrator").GetProperty("url").GetString()!;
        var page = await profile.Context.NewPageAsync();

        await page.GotoAsync(url);
        await page.GetByLabel("User name").FillAsync("ada");
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(Password);
        await page.GetByLabel("The same once more").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the account" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading)).ToHaveTextAsync("The account is made");

        var users = await server.CommandAsync(["users", "list"], TestContext.Current.CancellationToken);
        Assert.Contains("tidelock-admin", users.GetRawText(), StringComparison.Ordinal);
        var playground = await page.GotoAsync(server.Url + "/");
        Assert.Equal(404, playground!.Status);
        Assert.Empty(profile.Complaints);
    }
}
