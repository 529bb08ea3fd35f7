using Tidelock.Sessions;

namespace Tidelock.Server.Events;

/// <summary>What is written down and for how long.</summary>
internal sealed record EventPolicy
{
    internal required bool Audit { get; init; }

    internal required RefreshEventMode Mode { get; init; }

    internal required TimeSpan KeepAudit { get; init; }

    internal required TimeSpan KeepActivity { get; init; }

    internal required TimeSpan HeadInterval { get; init; }

    internal required TimeSpan KeepEndedSessions { get; init; }

    internal static EventPolicy From(EventsOptions options, TimeSpan keepEndedSessions) => new()
    {
        Audit = options.Audit,
        Mode = options.Audit ? options.TokenRefresh : RefreshEventMode.Summary,
        KeepAudit = options.KeepAudit,
        KeepActivity = options.KeepActivity,
        HeadInterval = options.HeadInterval,
        KeepEndedSessions = keepEndedSessions,
    };
}
