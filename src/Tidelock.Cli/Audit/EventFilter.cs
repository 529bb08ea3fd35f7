using System.CommandLine;
using System.Globalization;
using System.Text;
using Tidelock.Cli.Administration;
using Tidelock.Cli.CommandLine;
using Tidelock.Cli.Users;

namespace Tidelock.Cli.Audit;

/// <summary>Which events are meant.</summary>
internal sealed class EventFilter
{
    private readonly Option<string?> _user = new("--user") { Description = "Of this user. " + UserCalls.NameHelp };
    private readonly Option<string?> _session = new("--session") { Description = "Of the session with this id." };

    private readonly Option<string[]> _kinds = new("--kind")
    {
        Description = "Of this kind, such as signin.failed; may be repeated.",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<DateTimeOffset?> _since = new("--since") { Description = "From this time on (ISO 8601)." };
    private readonly Option<DateTimeOffset?> _until = new("--until") { Description = "Before this time (ISO 8601)." };

    internal void AddTo(Command command)
    {
        command.Options.Add(_user);
        command.Options.Add(_session);
        command.Options.Add(_kinds);
        command.Options.Add(_since);
        command.Options.Add(_until);
    }

    /// <summary>The same as the end of a query string; refused when there is no such user.</summary>
    internal async Task<AdminAnswer<string>> QueryAsync(
        AdminClient admin, Invocation call, CancellationToken cancellationToken)
    {
        var query = new StringBuilder();
        Append(query, "session", call.Get(_session));
        Append(query, "from", Text(call.Get(_since)));
        Append(query, "until", Text(call.Get(_until)));
        foreach (var kind in call.Get(_kinds)!)
        {
            Append(query, "kind", kind);
        }

        if (call.Get(_user) is not { } name)
        {
            return new AdminAnswer<string>.Given(query.ToString());
        }

        // A person who was erased is still searched for by id.
        if (Tidelock.Users.UserId.TryParse(name, out _))
        {
            Append(query, "user", name);
            return new AdminAnswer<string>.Given(query.ToString());
        }

        var user = await admin.FindUserAsync(name, cancellationToken);
        return await user.ThenAsync(found =>
            Task.FromResult<AdminAnswer<string>>(new AdminAnswer<string>.Given($"{query}&user={found.Id}")));
    }

    private static string? Text(DateTimeOffset? time) => time?.ToString("O", CultureInfo.InvariantCulture);

    private static void Append(StringBuilder query, string key, string? value)
    {
        if (value is not null)
        {
            query.Append('&').Append(key).Append('=').Append(Uri.EscapeDataString(value));
        }
    }
}
