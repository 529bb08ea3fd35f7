using System.Globalization;

namespace Tidelock.Server.Administration.Doctor;

/// <summary>A clock that was set back makes tokens that come from the future, and events out of order.</summary>
internal static class ClockCheck
{
    // Access tokens and proofs are judged with a tolerance of a minute.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    internal static CheckView Run(DateTimeOffset now, DateTimeOffset? latestEvent)
    {
        var time = now.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return latestEvent - now > Tolerance
            ? new(
                "clock",
                CheckView.Problem,
                $"It is {time}, but an event was written {latestEvent - now:g} ahead of that.",
                "The clock was set back, or was wrong before. Let the system keep it by NTP.")
            : new("clock", CheckView.Ok, $"It is {time}, and no event lies ahead of that.", null);
    }
}
