using Tidelock.Events;
using Tidelock.Keys;
using Tidelock.Server.Configuration;
using Tidelock.Server.Http;
using Tidelock.Server.Limits;
using Tidelock.Storage;

namespace Tidelock.Server.Administration.Doctor;

/// <summary>Gathers what the checks look at, and runs them.</summary>
internal sealed class Examination(
    Policies policies,
    DataDirectory directory,
    IDatabase database,
    IEventStore events,
    IKeyStore keys,
    UnknownProxy proxies,
    TurnedAway turnedAway,
    TimeProvider clock)
{
    internal async Task<Diagnosis> RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();

        // Not the newest alone: a clock that was set back has written events of its own since.
        var newest = await events.ReadAsync(
            new() { NewestFirst = true, Limit = EventQuery.MaxLimit }, cancellationToken);
        CheckView[] checks =
        [
            ClockCheck.Run(now, newest.Max(stored => (DateTimeOffset?)stored.Draft.At)),
            .. KeyChecks.Run(await keys.ListAsync(cancellationToken), policies.KeyRing, now),
            .. DatabaseChecks.Run(
                await database.CheckAsync(cancellationToken), await database.MigrationsAsync(cancellationToken)),
            .. PermissionChecks.Run(directory, policies.Keys),
            .. NetworkChecks.Run(policies, proxies.Last),
            LimitChecks.Run(turnedAway),
        ];
        return new(checks.All(check => check.State != CheckView.Problem), checks);
    }
}
