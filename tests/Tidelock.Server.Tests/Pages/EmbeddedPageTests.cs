using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Tidelock.Server.Account;
using Tidelock.Server.Pages;
using Tidelock.Server.Playground;

namespace Tidelock.Server.Tests.Pages;

public sealed partial class EmbeddedPageTests : IAsyncLifetime
{
    /// <summary>Milliseconds that one search may take.</summary>
    private const int MatchTimeout = 1000;

    private WebApplication? _app;
    private HttpClient? _http;

    public static TheoryData<string, string> Pages => new()
    {
        { "/", "text/html; charset=utf-8" },
        { "/playground/app.js", "text/javascript; charset=utf-8" },
        { "/playground/client/session.js", "text/javascript; charset=utf-8" },
        { "/playground/playground.css", "text/css; charset=utf-8" },
        { "/look/icons.svg", "image/svg+xml; charset=utf-8" },
        { "/account/password", "text/html; charset=utf-8" },
        { "/account/first-administrator", "text/html; charset=utf-8" },
        { "/account/one-time-link.js", "text/javascript; charset=utf-8" },
    };

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.MapAccountPages();
        _app.MapPlayground();
        await _app.StartAsync();
        _http = new HttpClient { BaseAddress = new(_app.Urls.Single()) };
    }

    public async ValueTask DisposeAsync()
    {
        _http!.Dispose();
        await _app!.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_has_its_type_and_a_strict_policy(string path, string contentType)
    {
        using var answer = await _http!.GetAsync(path, TestContext.Current.CancellationToken);

        var policy = string.Join(' ', answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(contentType, answer.Content.Headers.ContentType?.ToString());
        Assert.Equal(EmbeddedPage.ContentSecurityPolicy, policy);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", string.Join(' ', answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", string.Join(' ', answer.Headers.GetValues("Referrer-Policy")));
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_that_the_browser_has_is_not_sent_again(string path, string contentType)
    {
        using var first = await _http!.GetAsync(path, TestContext.Current.CancellationToken);
        using var again = new HttpRequestMessage(HttpMethod.Get, path);
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var head = new HttpRequestMessage(HttpMethod.Head, path);

        using var second = await _http.SendAsync(again, TestContext.Current.CancellationToken);
        using var third = await _http.SendAsync(head, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Equal(HttpStatusCode.OK, third.StatusCode);
        Assert.Equal(contentType, third.Content.Headers.ContentType?.ToString());
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/account/password")]
    [InlineData("/account/first-administrator")]
    public async Task A_page_holds_nothing_inline_and_every_file_it_names_is_there(string path)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var html = await _http!.GetStringAsync(path, cancellation);
        Assert.DoesNotMatch(Inline(), html);

        var waiting = new Queue<string>(Named().Matches(html).Select(match => match.Groups["name"].Value));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (waiting.TryDequeue(out var name))
        {
            if (!seen.Add(name))
            {
                continue;
            }

            using var answer = await _http.GetAsync(name, cancellation);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{name} is missing.");
            var text = await answer.Content.ReadAsStringAsync(cancellation);
            foreach (Match import in Import().Matches(text))
            {
                waiting.Enqueue(new Uri(new Uri(_http.BaseAddress!, name), import.Groups["name"].Value).AbsolutePath);
            }
        }

        Assert.NotEmpty(seen);
    }

    [Fact]
    public async Task The_offered_accounts_are_the_demos_without_its_administrator()
    {
        var json = await _http!.GetStringAsync("/playground/accounts.json", TestContext.Current.CancellationToken);

        Assert.All(
            DemoAccount.All,
            account => Assert.Equal(DemoAccount.OnThePage.Contains(account), json.Contains($"\"{account.Name}\"")));
    }

    [GeneratedRegex("""<style|\sstyle=|\son[a-z]+=|<script>|=.javascript:""", RegexOptions.IgnoreCase, MatchTimeout)]
    private static partial Regex Inline();

    [GeneratedRegex(
        """(src|href)="(?<name>/(look|playground|account)/[^"#]+)""", RegexOptions.ExplicitCapture, MatchTimeout)]
    private static partial Regex Named();

    [GeneratedRegex("""from '(?<name>\.[^']+)'""", RegexOptions.ExplicitCapture, MatchTimeout)]
    private static partial Regex Import();
}
