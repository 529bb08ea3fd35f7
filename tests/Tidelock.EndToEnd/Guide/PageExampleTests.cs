using Microsoft.Playwright;

namespace Tidelock.EndToEnd.Guide;

/// <summary>Runs the guide's JavaScript, as it stands on the page, in a browser against the real server.</summary>
public sealed class PageExampleTests(Browser browser)
{
    private const string Refresh = "/api/v1/auth/refresh";
    private static readonly GuidePage Guide = GuidePage.Read("without-an-sdk.md");

    [Fact]
    public async Task A_page_by_cookie_signs_in_renews_calls_and_signs_out()
    {
        await using var profile = await browser.OpenAsync();
        var page = await OpenAsync(profile);

        var name = await page.EvaluateAsync<string>("""
            async () => {
              const session = await import('/example/session.js');
              window.reasons = [];
              session.whenSignInIsRequired((reason) => window.reasons.push(reason));
              await session.signIn('bob', 'tide-bob-demo');
              await Promise.all([session.renew(), session.renew()]);
              const answer = await session.api('/api/v1/auth/me');
              return (await answer.json()).name;
            }
            """);
        Assert.Equal("bob", name);
        Assert.Single(profile.RequestsTo(Refresh));

        await page.EvaluateAsync("async () => (await import('/example/session.js')).signOut()");
        await page.EvaluateAsync("async () => (await import('/example/session.js')).renew()");
        var reasons = await page.EvaluateAsync<string[]>("() => window.reasons");
        Assert.Equal("signed_out", reasons[0]);
        Assert.Empty(profile.Complaints);
    }

    [Fact]
    public async Task Two_pages_by_cookie_renew_once_and_sign_out_together()
    {
        await using var profile = await browser.OpenAsync();
        var first = await OpenAsync(profile);
        var second = await OpenAsync(profile);
        const string SignIn = """
            async () => {
              const session = await import('/example/session.js');
              window.reasons = [];
              session.whenSignInIsRequired((reason) => window.reasons.push(reason));
              if (location.hash === '') await session.signIn('bob', 'tide-bob-demo');
            }
            """;
        await second.EvaluateAsync("() => { location.hash = 'second'; }");
        await second.EvaluateAsync(SignIn);
        await first.EvaluateAsync(SignIn);
        const string Renew = "async () => (await import('/example/session.js')).renew()";

        await Task.WhenAll(first.EvaluateAsync(Renew), second.EvaluateAsync(Renew));
        await first.EvaluateAsync("async () => (await import('/example/session.js')).signOut()");

        Assert.Single(profile.RequestsTo(Refresh));
        await second.WaitForFunctionAsync("() => window.reasons[0] === 'signed_out'");
    }

    [Fact]
    public async Task A_page_with_a_key_is_bound_and_answers_the_nonce()
    {
        await using var profile = await browser.OpenAsync();
        var page = await OpenAsync(profile);

        var signedIn = await page.EvaluateAsync<bool>("""
            async () => {
              const { postWithProof } = await import('/example/bound.js');
              const body = { username: 'bob', password: 'tide-bob-demo' };
              const answer = await postWithProof('/api/v1/auth/login', { body });
              return (await answer.json()).session.bound;
            }
            """);
        Assert.True(signedIn);

        // An hour's error of the clock: only the nonce can help.
        await page.EvaluateAsync("() => { const real = Date.now; Date.now = () => real() - 3_600_000; }");
        var status = await page.EvaluateAsync<int>("""
            async () => {
              const { postWithProof } = await import('/example/bound.js');
              return (await postWithProof('/api/v1/auth/refresh')).status;
            }
            """);
        var withoutKey = await page.EvaluateAsync<string>("""
            async () => {
              const headers = { 'X-Tidelock': '1' };
              const answer = await fetch('/api/v1/auth/refresh', { method: 'POST', headers });
              return (await answer.json()).reason;
            }
            """);

        Assert.Equal(200, status);
        Assert.Equal("held", withoutKey);
    }

    /// <summary>A quiet page of the server's origin, with the examples served beside it.</summary>
    private async Task<IPage> OpenAsync(Profile profile)
    {
        var server = browser.Demo;
        var page = await profile.Context.NewPageAsync();
        foreach (var name in new[] { "session.js", "bound.js" })
        {
            var text = Guide.BlockThatBegins("js", $"// {name}:");
            await page.RouteAsync("**/example/" + name, route => route.FulfillAsync(new()
            {
                ContentType = "text/javascript",
                Body = text,
            }));
        }

        await page.GotoAsync(server.Url + "/account/password");
        return page;
    }
}
