using Microsoft.Playwright;

namespace Tidelock.EndToEnd;

/// <summary>Pictures for people to look at: in <c>artifacts/pictures</c> of the repository, never compared.</summary>
public sealed class PictureTests(Browser browser)
{
    [Theory]
    [InlineData("light", 0)]
    [InlineData("dark", 1)]
    [InlineData("light-phone", 2)]
    [InlineData("dark-phone", 3)]
    public async Task The_playground_has_its_picture_taken(string name, int looks)
    {
        await using var elsewhere = await browser.OpenAsync();
        await (await elsewhere.OpenPlaygroundAsync(browser.Demo)).SignInAsync();
        await using var profile = await browser.OpenAsync((Looks)looks | Looks.Still);
        var tab = await profile.OpenPlaygroundAsync(browser.Demo);
        await Assertions.Expect(tab.Page.Locator(".account").First).ToBeVisibleAsync();
        await TakeAsync(tab.Page, $"{name}-signed-out");

        await tab.SignInAsync();
        await tab.RenewNow.ClickAsync();
        await tab.ShowsGenerationAsync(1);
        await Assertions.Expect(tab.Sessions.Nth(1)).ToBeVisibleAsync();
        await Assertions.Expect(tab.Events.First).ToBeVisibleAsync();
        await TakeAsync(tab.Page, $"{name}-signed-in");

        var width = await tab.Page.EvaluateAsync<int>(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.Equal(0, width);
    }

    [Fact]
    public async Task The_switch_turns_the_colours_and_is_remembered()
    {
        await using var profile = await browser.OpenAsync();
        var tab = await profile.OpenPlaygroundAsync(browser.Demo);
        var theme = tab.Page.GetByRole(AriaRole.Button, new() { Name = "Dark mode" });
        await Assertions.Expect(theme).ToHaveAttributeAsync("aria-pressed", "false");

        await theme.ClickAsync();
        await tab.Page.ReloadAsync();

        await Assertions.Expect(theme).ToHaveAttributeAsync("aria-pressed", "true");
        var scheme = await tab.Page.EvaluateAsync<string>(
            "() => getComputedStyle(document.documentElement).colorScheme");
        Assert.Equal("dark", scheme);
    }

    private static async Task TakeAsync(IPage page, string name)
    {
        var path = Path.Combine(Repository.Root, "artifacts", "pictures", $"{name}.png");
        await page.ScreenshotAsync(new() { Path = path, FullPage = true });
    }
}
