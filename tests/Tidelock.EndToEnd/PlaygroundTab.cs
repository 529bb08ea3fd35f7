using System.Globalization;
using Microsoft.Playwright;

namespace Tidelock.EndToEnd;

/// <summary>A tab with the Playground, by what a person sees and does on it.</summary>
internal sealed class PlaygroundTab(IPage page)
{
    internal IPage Page => page;

    internal ILocator SignOut => page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true });

    internal ILocator RenewNow => page.GetByRole(AriaRole.Button, new() { Name = "Renew now" });

    internal ILocator WhySignedOut => page.Locator("#why");

    internal ILocator Sessions => page.Locator("#sessions > ul > li");

    internal ILocator Events => page.Locator("#events li");

    /// <summary>Signs in by the button of a demo account.</summary>
    internal async Task SignInAsync(string name = "alice")
    {
        await page.GetByRole(AriaRole.Button, new() { Name = $"Continue as {name}" }).ClickAsync();
        await SignedInAsync();
    }

    /// <summary>Waits until somebody is signed in on this tab.</summary>
    internal Task SignedInAsync() => Assertions.Expect(SignOut).ToBeVisibleAsync();

    /// <summary>The generation that the page shows.</summary>
    internal async Task<int> GenerationAsync() =>
        int.Parse(await page.Locator("#facts dd").First.InnerTextAsync(), CultureInfo.InvariantCulture);

    /// <summary>Waits until the page shows this generation.</summary>
    internal Task ShowsGenerationAsync(int generation) => Assertions.Expect(page.Locator("#facts dd").First)
        .ToHaveTextAsync(generation.ToString(CultureInfo.InvariantCulture));
}
