using System.Collections.Frozen;
using System.Text.Json.Serialization;
using Tidelock.Server.Http;

namespace Tidelock.Server.Tokens;

/// <summary>
/// What a client measured since it last told. Numbers and words of closed sets: there is no place for anything that
/// says who somebody is. Members that nobody knows are refused here, since each would be one more that nobody bounds.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ClientEventsRequest
{
    /// <summary>Most times of one kind.</summary>
    internal const int MaxTimes = 64;

    /// <summary>Longest time, in milliseconds: no client waits longer for anything.</summary>
    internal const int MaxMilliseconds = 600_000;

    /// <summary>Highest count of anything.</summary>
    internal const int MaxCount = 1000;

    /// <summary>What a client may find wrong with the place it runs in.</summary>
    internal static readonly FrozenSet<string> IssueCodes = FrozenSet.Create(
        StringComparer.Ordinal,
        "no_locks", "no_channel", "no_storage", "no_key", "unbound_session", "offline", "slow_delivery", "slow_lock",
        "slow_renewal", "failing_renewals", "clock_set_back", "impossible_token_use");

    /// <summary>For a beacon alone, which has no headers.</summary>
    public string? AccessToken { get; init; }

    /// <summary>How renewals came out.</summary>
    public ClientRenewals? Renewals { get; init; }

    /// <summary>How long renewals took, in milliseconds.</summary>
    public int[]? RenewalTimes { get; init; }

    /// <summary>How long the lock of all tabs was waited for, in milliseconds.</summary>
    public int[]? LockWaits { get; init; }

    /// <summary>How long a new token took from one tab to another, in milliseconds.</summary>
    public int[]? Deliveries { get; init; }

    /// <summary>What is wrong where the client runs; each once.</summary>
    public string[]? Issues { get; init; }

    /// <summary>What a client that is left alone never sees.</summary>
    public ClientSignals? Signals { get; init; }

    /// <summary>False when it confirms its token and says nothing more.</summary>
    internal bool TellsSomething => this != new ClientEventsRequest { AccessToken = AccessToken };

    /// <summary>What is wrong with it; null when nothing is.</summary>
    internal Problem? Check()
    {
        var errors = new FieldErrors();
        CheckTimes(errors, "renewalTimes", RenewalTimes);
        CheckTimes(errors, "lockWaits", LockWaits);
        CheckTimes(errors, "deliveries", Deliveries);
        foreach (var (_, field, count) in (IEnumerable<(string, string, int)>)
            [.. Renewals?.Counts ?? [], .. Signals?.Counts ?? []])
        {
            if (count is < 0 or > MaxCount)
            {
                errors.Add(field, $"must be from 0 to {MaxCount}");
            }
        }

        CheckIssues(errors);
        return errors.Problem;
    }

    /// <summary>Prints nothing of the token.</summary>
    public override string ToString() => "(client events)";

    private static void CheckTimes(FieldErrors errors, string field, int[]? times)
    {
        if (times?.Length > MaxTimes)
        {
            errors.Add(field, $"must have at most {MaxTimes} entries");
        }

        if (times?.Any(time => time is < 0 or > MaxMilliseconds) == true)
        {
            errors.Add(field, $"must have numbers from 0 to {MaxMilliseconds}");
        }
    }

    private void CheckIssues(FieldErrors errors)
    {
        if (Issues is not null && (Issues.Any(code => code is null || !IssueCodes.Contains(code))
            || Issues.Distinct(StringComparer.Ordinal).Count() != Issues.Length))
        {
            errors.Add("issues", "must have known words, and each once");
        }
    }
}

/// <summary>How renewals came out.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ClientRenewals
{
    public int Renewed { get; init; }

    public int Ended { get; init; }

    public int Replaced { get; init; }

    public int Later { get; init; }

    /// <summary>Each by its word in metrics and its field in the body.</summary>
    internal IEnumerable<(string Word, string Field, int Count)> Counts =>
    [
        ("renewed", "renewals.renewed", Renewed), ("ended", "renewals.ended", Ended),
        ("replaced", "renewals.replaced", Replaced), ("later", "renewals.later", Later),
    ];
}

/// <summary>
/// What a client that is left alone never sees: a clock that is set back, and renewals refused because somebody else
/// holds the token. A hint for operators and nothing to decide by, as a thief's client may say anything.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ClientSignals
{
    public int ClockSetBack { get; init; }

    public int RefreshTokenReuse { get; init; }

    public int CloneSuspected { get; init; }

    public int BindingConflict { get; init; }

    public int Held { get; init; }

    /// <summary>Each by its word in metrics and its field in the body.</summary>
    internal IEnumerable<(string Word, string Field, int Count)> Counts =>
    [
        ("clock_set_back", "signals.clockSetBack", ClockSetBack),
        ("refresh_token_reuse", "signals.refreshTokenReuse", RefreshTokenReuse),
        ("clone_suspected", "signals.cloneSuspected", CloneSuspected),
        ("binding_conflict", "signals.bindingConflict", BindingConflict), ("held", "signals.held", Held),
    ];
}
