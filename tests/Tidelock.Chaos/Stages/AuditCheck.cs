using Tidelock.Chaos.Clients;
using Tidelock.Chaos.Nodes;

namespace Tidelock.Chaos.Stages;

/// <summary>
/// Asks the command line whether the audit log holds, and looks for the event of every sign-in and end that was
/// acknowledged.
/// </summary>
internal sealed class AuditCheck(Place place, Ledger ledger)
{
    private const string Started = "session.started";
    private const string Ended = "session.ended";

    private readonly HashSet<string> _started = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _ended = new(StringComparer.Ordinal);
    private long _position;

    /// <summary>Checks what has come since the last time as well.</summary>
    internal async Task RunAsync()
    {
        await VerifyAsync();
        await ReadAsync();
        foreach (var session in ledger.Sessions)
        {
            var (isOver, mayBeOver, reasons) = ledger.StateOf(session);
            if (!_started.Contains(session.Id))
            {
                Miss($"{session.Id} has no event {Started}.");
            }

            var told = _ended.GetValueOrDefault(session.Id);
            if (isOver && (told is null || (!reasons.Contains(told) && told != session.ToldReason)))
            {
                Miss($"{session.Id} ended ({string.Join(" or ", reasons)}); its event says {told ?? "nothing"}.");
            }
            else if (told is not null && !mayBeOver)
            {
                Miss($"{session.Id} has an event of its end ({told}), which nobody asked for.");
            }
        }
    }

    private async Task VerifyAsync()
    {
        var verified = await Shell.TidelockAsync(place, "audit", "verify", "--data", place.Data, "--json");
        if (verified.ExitCode != 0)
        {
            Miss($"audit verify ended with {verified.ExitCode}: {verified.Said}");
        }
    }

    private async Task ReadAsync()
    {
        using var by = new Operator(place);
        foreach (var told in await by.EventsAsync(_position, Started, Ended))
        {
            var session = told.GetProperty("session").GetString()!;
            _position = Math.Max(_position, told.GetProperty("position").GetInt64());
            if (told.GetProperty("kind").GetString() == Started)
            {
                _started.Add(session);
            }
            else if (!_ended.TryAdd(session, told.GetProperty("reason").GetString()!))
            {
                Miss($"{session} ended twice.");
            }
        }
    }

    private void Miss(string story) => ledger.Break(Promise.EverythingIsTold, story);
}
