using System.CommandLine;
using Spectre.Console;
using Tidelock.Cli.Administration;
using Tidelock.Cli.CommandLine;
using Tidelock.Server.Administration.Audit;

namespace Tidelock.Cli.Audit;

/// <summary>Searches the audit log.</summary>
internal sealed class ListEventsCommand : AdminCommand
{
    private readonly EventFilter _filter = new();
    private readonly PageOptions _page = new();
    private readonly Option<bool> _oldest = new("--oldest-first") { Description = "Oldest first; otherwise newest." };

    internal ListEventsCommand()
        : base("list", "Search the audit log.")
    {
        _filter.AddTo(this);
        _page.AddTo(this);
        Options.Add(_oldest);
    }

    protected override async Task<ExitCode> RunAsync(
        AdminClient admin, Invocation call, CancellationToken cancellationToken)
    {
        var order = call.Get(_oldest) ? "oldest" : "newest";
        var filter = await _filter.QueryAsync(admin, call, cancellationToken);
        var events = await filter.ThenAsync(query =>
            admin.GetAsync<EventPage>($"audit/events?order={order}&{_page.Query(call)}{query}", cancellationToken));
        return call.Show(events, page => PageOptions.WithNext(Table(page), page.Cursor?.ToString()));
    }

    private static Table Table(EventPage page) => Listing.Of(
        page.Events,
        ("Position", line => line.Position.ToString()),
        ("At", line => Listing.Time(line.At)),
        ("Kind", line => line.Kind),
        ("Outcome", line => line.Outcome),
        ("Actor", line => line.ActorUser ?? line.Actor),
        ("User", line => line.User),
        ("Session", line => line.Session),
        ("Address", line => line.Address),
        ("Reason", line => line.Reason));
}
