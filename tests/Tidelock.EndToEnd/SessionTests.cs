using Microsoft.Playwright;

namespace Tidelock.EndToEnd;

public sealed class SessionTests(Browser browser)
{
    [Fact]
    public async Task A_session_that_is_ended_from_another_window_says_why()
    {
        await using var home = await browser.OpenAsync();
        await using var boat = await browser.OpenAsync();
        var first = await home.OpenPlaygroundAsync(browser.Demo);
        await first.SignInAsync();
        var second = await boat.OpenPlaygroundAsync(browser.Demo);
        await second.SignInAsync();
        var claim = first.Page.Locator("#panel-claims tr", new() { HasText = "sid" });
        var sid = await claim.Locator(".value").InnerTextAsync();

        await second.Page.Locator($"[data-key=\"{sid}\"]").ClickAsync();

        await Assertions.Expect(first.WhySignedOut).ToContainTextAsync("Ended from another session of yours");
        await Assertions.Expect(first.WhySignedOut).ToContainTextAsync("signed_out_elsewhere");
        await second.SignedInAsync();
        Assert.Empty(home.Complaints);
        Assert.Empty(boat.Complaints);
    }

    [Fact]
    public async Task Signing_out_in_one_tab_is_followed_by_the_other()
    {
        await using var profile = await browser.OpenAsync();
        var first = await profile.OpenPlaygroundAsync(browser.Demo);
        await first.SignInAsync("bob");
        var second = await profile.OpenPlaygroundAsync(browser.Demo);
        await second.SignedInAsync();

        await second.SignOut.ClickAsync();

        await Assertions.Expect(first.WhySignedOut).ToContainTextAsync("You signed out");
        await Assertions.Expect(second.WhySignedOut).ToContainTextAsync("You signed out");
        await first.Page.ReloadAsync();
        await Assertions.Expect(first.SignOut).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Signing_out_everywhere_ends_this_session_too()
    {
        await using var profile = await browser.OpenAsync();
        var tab = await profile.OpenPlaygroundAsync(browser.Demo);
        await tab.SignInAsync("bob");

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out everywhere" }).ClickAsync();

        await Assertions.Expect(tab.WhySignedOut).ToContainTextAsync("signed_out_everywhere");
    }

    [Fact]
    public async Task A_wrong_password_is_told_in_words()
    {
        await using var profile = await browser.OpenAsync();
        var tab = await profile.OpenPlaygroundAsync(browser.Demo);

        await tab.Page.GetByLabel("User name or e-mail").FillAsync("bob");
        await tab.Page.GetByLabel("Password").FillAsync("not-the-password");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();

        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "do not belong" }))
            .ToBeVisibleAsync();
    }

    [Fact]
    public async Task Without_the_switch_the_session_is_not_bound()
    {
        await using var profile = await browser.OpenAsync();
        var tab = await profile.OpenPlaygroundAsync(browser.Demo);
        await tab.Page.GetByLabel("Bind this session").UncheckAsync();

        await tab.SignInAsync("bob");

        await Assertions.Expect(tab.Page.Locator("#facts")).ToContainTextAsync("whoever has the cookie");
        await tab.RenewNow.ClickAsync();
        await tab.ShowsGenerationAsync(1);
        Assert.False((await profile.RequestsTo("/refresh").Single().AllHeadersAsync()).ContainsKey("dpop"));
    }

    [Fact]
    public async Task No_script_can_see_a_refresh_token()
    {
        await using var profile = await browser.OpenAsync();
        var tab = await profile.OpenPlaygroundAsync(browser.Demo);
        await tab.SignInAsync();
        await tab.RenewNow.ClickAsync();
        await tab.ShowsGenerationAsync(1);

        var cookie = Assert.Single(
            await profile.Context.CookiesAsync(), one => one.Value.StartsWith("tlr_", StringComparison.Ordinal));
        var readable = await tab.Page.EvaluateAsync<string>(
            "() => JSON.stringify([document.cookie, {...localStorage}, {...sessionStorage}, document.body.innerHTML])");
        var bodies = await profile.BodiesAsync();

        Assert.True(cookie.HttpOnly);
        Assert.DoesNotContain("tlr_", readable, StringComparison.Ordinal);
        Assert.All(bodies, body => Assert.DoesNotContain("tlr_", body, StringComparison.Ordinal));
        Assert.DoesNotContain("eyJ", await StoredAsync(tab), StringComparison.Ordinal);
        await Assertions.Expect(tab.Page.Locator("#unreadable")).ToContainTextAsync("InvalidAccessError");
    }

    private static Task<string> StoredAsync(PlaygroundTab tab) =>
        tab.Page.EvaluateAsync<string>("() => JSON.stringify([{...localStorage}, {...sessionStorage}])");
}
