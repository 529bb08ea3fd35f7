using Tidelock.Sessions;
using Tidelock.Simulation.Worlds;

namespace Tidelock.Simulation.Parties;

/// <summary>
/// One device's way to the server: what it loses, how long it takes, and from which network it comes.
/// </summary>
internal sealed class Reception(Agenda agenda, Chance line, Circumstances circumstances)
{
    /// <summary>How long a client waits for an answer.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const double LostInBadReception = 0.6;
    private const double ChangedInBadReception = 0.4;
    private static readonly TimeSpan GoodStretch = TimeSpan.FromHours(10);
    private static readonly TimeSpan BadStretch = TimeSpan.FromMinutes(45);
    private static readonly TimeSpan Outage = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan ShortWay = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan UsualWay = TimeSpan.FromMilliseconds(250);

    private readonly Spells _badReception = circumstances.Bursts
        ? new(agenda, line, GoodStretch, BadStretch) : Spells.None(agenda, line);

    private readonly Spells _outage = circumstances.OutageEvery > TimeSpan.Zero
        ? new(agenda, line, circumstances.OutageEvery, Outage) : Spells.None(agenda, line);

    /// <summary>The network the device is on.</summary>
    internal Network Network { get; private set; } = new(1);

    /// <summary>A request on its way never arrives.</summary>
    internal bool LosesRequest() => _outage.IsOn()
        || line.Happens(_badReception.IsOn() ? LostInBadReception / 2 : circumstances.RequestLost);

    /// <summary>An answer on its way never arrives.</summary>
    internal bool LosesAnswer() => _outage.IsOn()
        || line.Happens(_badReception.IsOn() ? LostInBadReception : circumstances.AnswerLost);

    /// <summary>How long a message is under way.</summary>
    internal TimeSpan Way() => line.Happens(circumstances.SlowRequest)
        ? line.Between(UsualWay, circumstances.LongestWay)
        : line.Between(ShortWay, UsualWay);

    /// <summary>How long a client waits before it tries again what was lost: seconds, or a ferry's crossing.</summary>
    internal TimeSpan UntilRetry() => line.AnyScale(TimeSpan.FromSeconds(2), TimeSpan.FromHours(2));

    /// <summary>The device may have moved to another network.</summary>
    internal void MayMove(bool isRetry)
    {
        var share = _badReception.IsOn() ? ChangedInBadReception
            : isRetry ? circumstances.NetworkChangeOnRetry : circumstances.NetworkChange;
        if (line.Happens(share))
        {
            // Home, the office, and addresses that a carrier hands out and never twice.
            Network = new(line.Happens(0.5) ? line.Whole(1_000, 1_000_000) : line.Whole(1, 3));
        }
    }
}
