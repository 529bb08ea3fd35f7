using Tidelock.Sessions;
using static Tidelock.Sessions.RefreshDecision;

namespace Tidelock.Simulation.Servers;

/// <summary>
/// Rules that are wrong on purpose, each in one way in which a real one could be. The harness must notice every one of
/// them, or its silence about the right rules would mean nothing.
/// </summary>
public static class Canary
{
    private static readonly Dictionary<string, WrongRule> Rules = new(StringComparer.Ordinal)
    {
        ["ends the session when an answer was lost"] = (session, presented, epoch, policy) =>
            Rotation.Decide(session, presented, epoch, policy) is Replay
                ? Ended(session, presented)
                : Rotation.Decide(session, presented, epoch, policy),
        ["looks at no proof"] = (session, presented, epoch, policy) =>
            Rebound(Rotation.Decide(session with { Key = null }, presented, epoch, policy), session),
        ["never ends a session for reuse"] = (session, presented, epoch, policy) =>
            Rotation.Decide(session, presented, epoch, policy) is End { Reason.Name: "refresh_token_reuse" }
                ? new Replay(session, CountedLate: false)
                : Rotation.Decide(session, presented, epoch, policy),
        ["forgets that a token arrived"] = (session, presented, epoch, policy) =>
            Rotation.Decide(session with { Confirmed = null }, presented, epoch, policy),
        ["knows no overlap"] = (session, presented, epoch, policy) => Rotation.Decide(
            session, presented, epoch,
            policy with { Overlap = TimeSpan.FromTicks(-1), SameDeviceOverlap = TimeSpan.FromTicks(-1) }),
    };

    /// <summary>What they do wrong.</summary>
    public static TheoryData<string> Names => [.. Rules.Keys];

    internal static WrongRule Of(string name) => Rules[name];

    private static End Ended(Session session, Presentation presented) => new(
        EndReason.RefreshTokenReuse,
        session with { EndedAt = presented.Now, EndReason = EndReason.RefreshTokenReuse });

    /// <summary>The same decision, on a row that keeps its key.</summary>
    private static RefreshDecision Rebound(RefreshDecision decision, Session session) => decision switch
    {
        Rotate rotate => rotate with { Next = rotate.Next with { Key = session.Key } },
        Replay replay => replay with { Next = replay.Next with { Key = session.Key } },
        End end => end with { Ended = end.Ended with { Key = session.Key } },
        Hold { Noted: { } noted } hold => hold with { Noted = noted with { Key = session.Key } },
        _ => decision,
    };
}
