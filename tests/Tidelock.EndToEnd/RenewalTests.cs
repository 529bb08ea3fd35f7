using Microsoft.Playwright;

namespace Tidelock.EndToEnd;

public sealed class RenewalTests(Browser browser)
{
    private const string Refresh = "/api/v1/auth/refresh";

    /// <summary>Longer than any token waits for its renewal in the demo, shorter than a session idles.</summary>
    private const string UntilRenewalIsDue = "30:00";

    [Fact]
    public async Task A_person_signs_in_and_sees_the_token_renew()
    {
        await using var profile = await browser.OpenAsync();
        var tab = await profile.OpenPlaygroundAsync(browser.Demo);

        await tab.SignInAsync();
        await tab.ShowsGenerationAsync(0);
        await tab.RenewNow.ClickAsync();
        await tab.ShowsGenerationAsync(1);

        await Assertions.Expect(tab.Events.Filter(new() { HasText = "A session began" }).First).ToBeVisibleAsync();
        await Assertions.Expect(tab.Events.Filter(new() { HasText = "generation 1" })).ToHaveCountAsync(1);
        Assert.Empty(profile.Complaints);
    }

    [Fact]
    public async Task The_token_renews_by_itself_before_it_runs_out_even_by_a_wrong_clock()
    {
        await using var profile = await browser.OpenAsync();
        await profile.Context.Clock.InstallAsync();
        var tab = await profile.OpenPlaygroundAsync(browser.Demo);
        await tab.SignInAsync();

        await profile.Context.Clock.FastForwardAsync(UntilRenewalIsDue);

        await tab.ShowsGenerationAsync(1);
        Assert.Empty(profile.Complaints);
    }

    [Fact]
    public async Task Two_tabs_renew_once()
    {
        await using var profile = await browser.OpenAsync();
        await profile.Context.Clock.InstallAsync();
        var first = await profile.OpenPlaygroundAsync(browser.Demo);
        await first.SignInAsync();
        var second = await profile.OpenPlaygroundAsync(browser.Demo);
        await second.SignedInAsync();
        await second.ShowsGenerationAsync(0);
        Assert.Empty(profile.RequestsTo(Refresh));

        await profile.Context.Clock.FastForwardAsync(UntilRenewalIsDue);

        await first.ShowsGenerationAsync(1);
        await second.ShowsGenerationAsync(1);
        var rotations = profile.RequestsTo(Refresh).Count(request => request.ExistingResponse?.Status == 200);
        Assert.Equal(1, rotations);
    }

    [Fact]
    public async Task An_overloaded_server_signs_nobody_out()
    {
        await using var profile = await browser.OpenAsync();
        var tab = await profile.OpenPlaygroundAsync(browser.Demo);
        await tab.SignInAsync();
        await tab.Page.RouteAsync("**" + Refresh, route => route.FulfillAsync(new()
        {
            Status = 503,
            ContentType = "application/problem+json",
            Headers = new Dictionary<string, string> { ["Retry-After"] = "2" },
            Body = """{"type":"/problems/overloaded","title":"Overloaded","status":503}""",
        }), new() { Times = 1 });

        await tab.RenewNow.ClickAsync();

        await Assertions.Expect(tab.Page.Locator("#notices")).ToContainTextAsync("You stay signed in");
        await Assertions.Expect(tab.RenewNow).ToBeDisabledAsync();
        await tab.ShowsGenerationAsync(0);
        await tab.ShowsGenerationAsync(1);
        await Assertions.Expect(tab.Page.Locator("#notices .note")).ToHaveCountAsync(0);
        await Assertions.Expect(tab.RenewNow).ToBeEnabledAsync();
    }

    [Theory]
    [InlineData(409, "superseded")]
    [InlineData(401, "use-dpop-nonce")]
    public async Task An_answer_that_asks_to_try_again_is_obeyed(int status, string problem)
    {
        await using var profile = await browser.OpenAsync();
        var tab = await profile.OpenPlaygroundAsync(browser.Demo);
        await tab.SignInAsync();
        await tab.Page.RouteAsync("**" + Refresh, route => route.FulfillAsync(new()
        {
            Status = status,
            ContentType = "application/problem+json",
            Headers = new Dictionary<string, string> { ["Retry-After"] = "1" },
            Body = $$"""{"type":"/problems/{{problem}}","title":"Again","status":{{status}}}""",
        }), new() { Times = 1 });

        await tab.RenewNow.ClickAsync();

        await tab.ShowsGenerationAsync(1);
        Assert.Equal(2, profile.RequestsTo(Refresh).Count);
        Assert.Empty(profile.Complaints);
    }

    [Fact]
    public async Task A_reload_picks_the_session_up()
    {
        await using var profile = await browser.OpenAsync();
        var tab = await profile.OpenPlaygroundAsync(browser.Demo);
        await tab.SignInAsync();

        await tab.Page.ReloadAsync();

        await tab.SignedInAsync();
        await tab.ShowsGenerationAsync(1);
        var sent = await profile.RequestsTo(Refresh).Single().AllHeadersAsync();
        Assert.True(sent.ContainsKey("dpop"), "A bound session proves its key.");
        Assert.Equal("1", sent["x-tidelock"]);
    }
}
