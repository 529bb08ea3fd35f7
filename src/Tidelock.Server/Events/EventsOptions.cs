using Tidelock.Server.Configuration;
using Tidelock.Sessions;

namespace Tidelock.Server.Events;

/// <summary>`Tidelock:Events`: what is written down and for how long.</summary>
internal sealed class EventsOptions
{
    internal const string Section = "Events";

    [Setting("Keep the audit log. Without it nobody can tell afterwards what happened.",
        Alias = "ENABLE_AUDIT_LOGGING")]
    public bool Audit { get; set; } = true;

    [Setting("Summary: plain refreshes are counted. Full: each is an event of its own.")]
    public RefreshEventMode TokenRefresh { get; set; } = RefreshEventMode.Summary;

    [Setting("How long events of the audit class are kept.", Min = "1d", Max = "36500d")]
    public TimeSpan KeepAudit { get; set; } = TimeSpan.FromDays(730);

    [Setting("How long events of the activity class are kept.", Min = "1d", Max = "36500d")]
    public TimeSpan KeepActivity { get; set; } = TimeSpan.FromDays(90);

    [Setting("How often the signed head of each chain is appended to `audit-heads.jsonl`.", Min = "1s", Max = "1d")]
    public TimeSpan HeadInterval { get; set; } = TimeSpan.FromMinutes(1);
}
