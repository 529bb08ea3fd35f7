namespace Tidelock.Chaos.Clients;

/// <summary>What clients know to be acknowledged, over all restarts, and what was not kept of it.</summary>
internal sealed class Ledger
{
    /// <summary>More of them say nothing new.</summary>
    private const int MostStories = 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, KnownSession> _sessions = new(StringComparer.Ordinal);
    private readonly List<BrokenPromise> _broken = [];
    private readonly Dictionary<Promise, int> _counts = [];
    private long _issues;

    /// <summary>How many tokens arrived.</summary>
    internal long Issues => Interlocked.Read(ref _issues);

    /// <summary>The sessions whose sign-in was acknowledged.</summary>
    internal IReadOnlyList<KnownSession> Sessions
    {
        get
        {
            lock (_lock)
            {
                return [.. _sessions.Values];
            }
        }
    }

    /// <summary>What was broken; the first few.</summary>
    internal IReadOnlyList<BrokenPromise> Broken
    {
        get
        {
            lock (_lock)
            {
                return [.. _broken];
            }
        }
    }

    /// <summary>How often a promise was broken.</summary>
    internal int Count(Promise promise)
    {
        lock (_lock)
        {
            return _counts.GetValueOrDefault(promise);
        }
    }

    internal void Break(Promise promise, string story)
    {
        lock (_lock)
        {
            _counts[promise] = _counts.GetValueOrDefault(promise) + 1;
            if (_broken.Count < MostStories)
            {
                _broken.Add(new(promise, story));
            }
        }
    }

    /// <summary>A sign-in was acknowledged.</summary>
    internal void Started(KnownSession session, string token, string accessToken)
    {
        lock (_lock)
        {
            if (!_sessions.TryAdd(session.Id, session))
            {
                Break(Promise.NothingIsSpentTwice, $"{session.Id} was started twice.");
            }
        }

        Issued(session, token, accessToken);
    }

    /// <summary>A refresh was acknowledged.</summary>
    internal void Issued(KnownSession session, string token, string accessToken)
    {
        Interlocked.Increment(ref _issues);
        var generation = TokenText.GenerationOf(token);
        bool isFirst;
        lock (_lock)
        {
            isFirst = session.Take(generation, token, accessToken);
        }

        if (!isFirst)
        {
            Break(Promise.NothingIsSpentTwice, $"{session.Id} has two tokens of generation {generation}.");
        }
    }

    /// <summary>Somebody asks for the end of sessions.</summary>
    internal EndClaim Claim(string reason, IEnumerable<KnownSession> sessions)
    {
        lock (_lock)
        {
            var claim = new EndClaim(reason, [.. sessions.Where(session => session.ToldReason is null)]);
            foreach (var session in claim.Sessions)
            {
                session.Claim(claim);
            }

            return claim;
        }
    }

    /// <summary>The end was acknowledged.</summary>
    internal void Acknowledge(EndClaim claim)
    {
        lock (_lock)
        {
            claim.IsAcknowledged = true;
        }
    }

    /// <summary>The answer said that nothing came of it.</summary>
    internal void Withdraw(EndClaim claim)
    {
        lock (_lock)
        {
            foreach (var session in claim.Sessions)
            {
                session.Withdraw(claim);
            }
        }
    }

    /// <summary>What is known of a session right now.</summary>
    internal (bool IsOver, bool MayBeOver, IReadOnlyList<string> Reasons) StateOf(KnownSession session)
    {
        lock (_lock)
        {
            return (session.IsOver, session.MayBeOver, session.Reasons);
        }
    }

    /// <summary>The node says that a session is over; that must have been asked for, and the reason stays.</summary>
    internal void Told(KnownSession session, string reason)
    {
        lock (_lock)
        {
            if (session.ToldReason is { } before && before != reason)
            {
                Break(Promise.WhatEndedStaysEnded, $"{session.Id} ended for {before}, and now for {reason}.");
            }
            else if (session.ToldReason is null && !session.Reasons.Contains(reason))
            {
                var asked = session.MayBeOver ? string.Join(" or ", session.Reasons) : "nothing";
                Break(
                    session.MayBeOver ? Promise.WhatEndedStaysEnded : Promise.NothingIsLost,
                    $"{session.Id} of {session.Device} at generation {session.Generation} was refused with {reason}; "
                    + $"{asked} was asked for.");
            }

            session.ToldReason ??= reason;
        }
    }
}
