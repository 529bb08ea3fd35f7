using Spectre.Console;
using Tidelock.Cli.Administration;
using Tidelock.Cli.CommandLine;
using Tidelock.Server.Administration.Users;
using Tidelock.Server.Playground;

namespace Tidelock.Cli.Serving;

/// <summary>What <c>serve --json</c> says when it has started.</summary>
internal sealed record ServerAnnouncement(
    string Url, IReadOnlyList<string> Listening, string Data, LinkView? FirstAdministrator);

/// <summary>What <c>demo --json</c> says when it has started.</summary>
internal sealed record DemoAnnouncement(
    string Url, string Data, IReadOnlyList<DemoAccount> Accounts, SampleAnnouncement? Sample);

/// <summary>The site beside the demo's server; it may take a while until it answers.</summary>
internal sealed record SampleAnnouncement(string Url, bool IsReady);

/// <summary>What a server that has started says: where it is, and how to make the first administrator.</summary>
internal static class Announcement
{
    internal static async Task OfServerAsync(TidelockHost host, Terminal terminal, CancellationToken cancellationToken)
    {
        var link = await FirstAdministratorLinkAsync(host, cancellationToken);
        if (terminal.Json)
        {
            Terminal.PrintJson(new ServerAnnouncement(host.PublicUrl, host.Urls, host.DataPath, link));
            return;
        }

        terminal.Say($"Tidelock answers at {host.PublicUrl}");
        terminal.Say($"  listening   {string.Join(", ", host.Urls)}");
        terminal.Say($"  data        {host.DataPath}");
        if (link is not null)
        {
            terminal.Say($"There was no administrator yet. Make the first, until {Listing.Time(link.ExpiresAt)}:");
            terminal.Say($"  {link.Url}");
        }

        terminal.Say("Ctrl+C stops it.");
    }

    internal static async Task OfDemoAsync(
        TidelockHost host,
        bool isAnotherPort,
        SampleSite? sample,
        Terminal terminal,
        CancellationToken cancellationToken)
    {
        if (sample is not null)
        {
            await sample.WaitForFirstWordAsync(cancellationToken);
        }

        if (terminal.Json)
        {
            var site = sample is null or { State: SampleState.Ended }
                ? null
                : new SampleAnnouncement(sample.Url, sample.State == SampleState.Ready);
            Terminal.PrintJson(new DemoAnnouncement(host.PublicUrl, host.DataPath, DemoAccount.All, site));
            return;
        }

        if (isAnotherPort)
        {
            terminal.Say($"{ListenAddress.Default} is taken, so this demo is on another port.");
        }

        terminal.Show(Addresses(host, sample));
        terminal.Show(Listing.Of(
            DemoAccount.All,
            ("Account", account => account.Name),
            ("Password", account => account.Password),
            ("Roles", account => string.Join(", ", account.Roles))));
        terminal.Say("For trying out only: everybody knows these passwords. Ctrl+C stops it.");
        if (sample is { State: SampleState.Starting or SampleState.Building })
        {
            _ = TellWhenSettledAsync(sample, terminal);
        }
    }

    private static Table Addresses(TidelockHost host, SampleSite? sample)
    {
        var table = new Table().Border(TableBorder.Rounded).HideHeaders().AddColumns(string.Empty, string.Empty)
            .AddRow(new Text("Open"), new Text($"{host.PublicUrl}/"));
        if (sample is not null)
        {
            var state = sample.State switch
            {
                SampleState.Ready => string.Empty,
                SampleState.Ended => " (not there, see above)",
                _ => " (being built, a minute or two)",
            };
            table.AddRow(new Text("ExamBank, a site"), new Text($"{sample.Url}/{state}"));
        }

        return table
            .AddRow(new Text("API description"), new Text($"{host.PublicUrl}/openapi/v1.json"))
            .AddRow(new Text("Data"), new Text(host.DataPath));
    }

    private static async Task TellWhenSettledAsync(SampleSite sample, Terminal terminal)
    {
        await sample.Settled;
        if (sample.State == SampleState.Ready)
        {
            terminal.Say($"ExamBank is there now: {sample.Url}/");
        }
    }

    private static async Task<LinkView?> FirstAdministratorLinkAsync(
        TidelockHost host, CancellationToken cancellationToken)
    {
        var made = await host.Admin.PostAsync<FirstAdministratorLink>(
            "first-administrator-link", null, cancellationToken);
        return made is AdminAnswer<FirstAdministratorLink>.Given given ? given.Value.Link : null;
    }
}
