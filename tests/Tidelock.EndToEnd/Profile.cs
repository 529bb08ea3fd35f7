using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Tidelock.EndToEnd;

/// <summary>A browser profile with its tabs, which remembers what a test may hold against the page.</summary>
internal sealed class Profile : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly ConcurrentQueue<IRequest> _requests = new();
    private readonly ConcurrentQueue<Task<string>> _bodies = new();

    internal Profile(IBrowserContext context)
    {
        Context = context;
        context.Console += (_, message) => Note(message);
        context.WebError += (_, error) => _complaints.Enqueue(error.Error);
        context.Request += (_, request) => _requests.Enqueue(request);
        context.Response += (_, response) => _bodies.Enqueue(BodyAsync(response));
    }

    internal IBrowserContext Context { get; }

    /// <summary>
    /// Errors on the console and exceptions. That a request was refused also stands on the console, and is what some
    /// tests are about, so refusals are left out.
    /// </summary>
    internal IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>The requests so far whose URL ends so.</summary>
    internal IReadOnlyList<IRequest> RequestsTo(string path) =>
        [.. _requests.Where(request => request.Url.EndsWith(path, StringComparison.Ordinal))];

    /// <summary>The text of every answer so far that a script could have read.</summary>
    internal Task<string[]> BodiesAsync() => Task.WhenAll(_bodies);

    /// <summary>Opens the Playground in a new tab.</summary>
    internal async Task<PlaygroundTab> OpenPlaygroundAsync(RunningServer server)
    {
        var page = await Context.NewPageAsync();
        await page.GotoAsync(server.Url);
        return new(page);
    }

    public ValueTask DisposeAsync() => Context.DisposeAsync();

    private void Note(IConsoleMessage message)
    {
        if (message.Type == "error" && !message.Text.Contains("the server responded with a status of"))
        {
            _complaints.Enqueue(message.Text);
        }
    }

    private static async Task<string> BodyAsync(IResponse response)
    {
        try
        {
            return await response.TextAsync();
        }
        catch (PlaywrightException)
        {
            // A poll that the page gave up, or a tab that was closed, has no body.
            return string.Empty;
        }
    }
}
