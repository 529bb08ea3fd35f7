using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Tidelock.EndToEnd.Browser))]

// The tests share the demo's two accounts, and an account may have five sessions: at once they would end each other's.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Tidelock.EndToEnd;

/// <summary>One Chromium and one demo server for all tests; each test has profiles, and cookies, of its own.</summary>
public sealed class Browser : IAsyncLifetime
{
    private const string Executable = "/usr/bin/chromium";

    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--no-first-run",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _chromium;
    private RunningServer? _demo;

    /// <summary>The demo server.</summary>
    internal RunningServer Demo
    {
        get
        {
            SkipWithout(Executable);
            return _demo!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Executable))
        {
            return;
        }

        _playwright = await Playwright.CreateAsync();
        _chromium = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Executable,
            Headless = true,
            Args = Arguments,
        });
        _demo = await RunningServer.StartAsync("demo", TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_chromium is not null)
        {
            await _chromium.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_demo is not null)
        {
            await _demo.DisposeAsync();
        }
    }

    /// <summary>A fresh browser profile; the test is skipped, with the reason, where there is no browser.</summary>
    internal async Task<Profile> OpenAsync(Looks looks = default)
    {
        SkipWithout(Executable);
        var isPhone = looks.HasFlag(Looks.Phone);
        var context = await _chromium!.NewContextAsync(new()
        {
            ColorScheme = looks.HasFlag(Looks.Dark) ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = looks.HasFlag(Looks.Still) ? ReducedMotion.Reduce : ReducedMotion.NoPreference,
            ViewportSize = isPhone ? new() { Width = 390, Height = 844 } : new() { Width = 1280, Height = 860 },
            DeviceScaleFactor = isPhone ? 2 : 1,
        });
        return new(context);
    }

    private static void SkipWithout(string executable) => Assert.SkipUnless(
        File.Exists(executable), $"There is no {executable}: apt-get install chromium.");
}

/// <summary>How the person looks at the page.</summary>
[Flags]
internal enum Looks
{
    /// <summary>A desktop in daylight.</summary>
    Plain = 0,

    /// <summary>Dark colours.</summary>
    Dark = 1,

    /// <summary>A phone.</summary>
    Phone = 2,

    /// <summary>Nothing moves.</summary>
    Still = 4,
}
