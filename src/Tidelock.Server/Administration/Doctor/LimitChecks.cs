using Tidelock.Server.Limits;

namespace Tidelock.Server.Administration.Doctor;

/// <summary>What was turned away since the start, and whether a forgotten proxy may be the reason.</summary>
internal static class LimitChecks
{
    internal static CheckView Run(TurnedAway turnedAway)
    {
        if (turnedAway.ThroughProxy > 0)
        {
            return new(
                "limits",
                CheckView.Warning,
                $"{turnedAway.ThroughProxy} requests of an address that sends X-Forwarded-For and is not trusted were "
                    + "turned away, since one address had too many at once.",
                "If it is your proxy, name it in Tidelock:Proxies:Trusted; its clients share one part otherwise.");
        }

        return new(
            "limits",
            CheckView.Ok,
            $"Turned away since the start: {turnedAway.ForWantOfPlaces} requests for want of a place, "
                + $"{turnedAway.ByAddress} since their address had its part; {turnedAway.Connections} connections.",
            null);
    }
}
