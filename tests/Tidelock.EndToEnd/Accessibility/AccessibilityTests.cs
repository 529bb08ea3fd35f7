using Microsoft.Playwright;

namespace Tidelock.EndToEnd.Accessibility;

public sealed class AccessibilityTests(Browser browser)
{
    private static readonly string[] AccountPages = ["/account/password#x", "/account/first-administrator#x"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Text_is_readable_and_everything_has_a_name(bool isDark)
    {
        await using var profile = await browser.OpenAsync(Looks.Still | (isDark ? Looks.Dark : Looks.Plain));
        var tab = await profile.OpenPlaygroundAsync(browser.Demo);
        await Assertions.Expect(tab.Page.Locator(".account").First).ToBeVisibleAsync();
        await tab.Page.Locator(".glossary summary").ClickAsync();
        await JudgeAsync(tab.Page);

        await tab.SignInAsync("bob");
        await Assertions.Expect(tab.Events.First).ToBeVisibleAsync();
        await Assertions.Expect(tab.Sessions.First).ToBeVisibleAsync();
        foreach (var part in new[] { "Header", "Signature", "Claims" })
        {
            await tab.Page.GetByRole(AriaRole.Tab, new() { Name = part }).ClickAsync();
            await JudgeAsync(tab.Page);
        }

        await tab.SignOut.ClickAsync();
        await Assertions.Expect(tab.WhySignedOut).ToContainTextAsync("You signed out");
        await JudgeAsync(tab.Page);

        foreach (var path in AccountPages)
        {
            await tab.Page.GotoAsync(browser.Demo.Url + path);
            await JudgeAsync(tab.Page);
        }
    }

    [Fact]
    public async Task The_page_can_be_used_by_keyboard_alone()
    {
        await using var profile = await browser.OpenAsync(Looks.Still);
        var tab = await profile.OpenPlaygroundAsync(browser.Demo);
        await Assertions.Expect(tab.Page.Locator(".account").First).ToBeVisibleAsync();

        await TabToAsync(tab.Page, "Continue as bob");
        await tab.Page.Keyboard.PressAsync("Enter");
        await tab.SignedInAsync();
        await TabToAsync(tab.Page, "Renew now");
        await tab.Page.Keyboard.PressAsync("Enter");
        await tab.ShowsGenerationAsync(1);
        await TabToAsync(tab.Page, "Claims");
        await tab.Page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Tabpanel, new() { Name = "Signature" }))
            .ToContainTextAsync("Valid");
        await TabToAsync(tab.Page, "Sign out", backwards: true);
        await tab.Page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(tab.WhySignedOut).ToContainTextAsync("You signed out");
    }

    [Fact]
    public async Task Nothing_moves_for_those_who_asked_for_that()
    {
        await using var profile = await browser.OpenAsync(Looks.Still);
        var tab = await profile.OpenPlaygroundAsync(browser.Demo);
        await tab.SignInAsync("bob");

        Assert.Equal(0, await tab.Page.EvaluateAsync<int>("() => document.getAnimations().length"));
    }

    [Fact]
    public async Task A_renewal_is_spoken_and_the_ticking_is_not()
    {
        await using var profile = await browser.OpenAsync();
        var tab = await profile.OpenPlaygroundAsync(browser.Demo);
        await tab.SignInAsync("bob");

        await tab.RenewNow.ClickAsync();

        await Assertions.Expect(tab.Page.Locator("#announcer")).ToHaveTextAsync("The token was renewed.");
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Timer)).ToHaveAttributeAsync("aria-live", "off");
    }

    [Fact]
    public async Task The_judges_see_what_is_wrong()
    {
        await using var profile = await browser.OpenAsync();
        var page = await profile.Context.NewPageAsync();
        await page.SetContentAsync("""
            <main style="background: linear-gradient(#777, #fff)"><p style="color: #888">Hard to read</p><input></main>
            """);

        Assert.Equal(2, (await FindingsAsync(page, "contrast.js")).Length);
        Assert.Equal(2, (await FindingsAsync(page, "names.js")).Length);
    }

    private static async Task JudgeAsync(IPage page)
    {
        Assert.Empty(await FindingsAsync(page, "names.js"));
        Assert.Empty(await FindingsAsync(page, "contrast.js"));
    }

    private static async Task<string[]> FindingsAsync(IPage page, string script)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Accessibility", script));
        return await page.EvaluateAsync<string[]>(text[text.IndexOf("() =>", StringComparison.Ordinal)..]);
    }

    /// <summary>Presses Tab until the control has the focus, and sees that the focus can be seen.</summary>
    private static async Task TabToAsync(IPage page, string name, bool backwards = false)
    {
        const int MostPresses = 60;
        for (var presses = 0; presses < MostPresses; presses++)
        {
            await page.Keyboard.PressAsync(backwards ? "Shift+Tab" : "Tab");
            var focused = await page.EvaluateAsync<string>(
                "() => document.activeElement.innerText?.replace(/\\s+/g, ' ').trim() ?? ''");
            if (focused.StartsWith(name, StringComparison.Ordinal))
            {
                var outline = await page.EvaluateAsync<string>(
                    "() => getComputedStyle(document.activeElement).outlineStyle");
                Assert.Equal("solid", outline);
                return;
            }
        }

        Assert.Fail($"'{name}' can not be reached by keyboard.");
    }
}
