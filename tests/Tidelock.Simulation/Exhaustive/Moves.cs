using Tidelock.Sessions;
using Tidelock.Simulation.Parties;
using Tidelock.Simulation.Worlds;
using Tidelock.Tokens;

namespace Tidelock.Simulation.Exhaustive;

/// <summary>One thing that may happen next, and the situation after it.</summary>
/// <param name="What">What happens, in words.</param>
/// <param name="After">The situation after it.</param>
/// <param name="Broken">The promise that it breaks; null when it breaks none.</param>
internal readonly record struct Move(string What, Situation After, string? Broken = null);

/// <summary>Everything that may happen next in a situation.</summary>
internal sealed class Moves(Setting setting)
{
    /// <summary>How often the clock may be moved on in one story.</summary>
    private const int MaxWaits = 3;

    private static readonly DateTimeOffset Now = WorldClock.Start;
    private static readonly TimeSpan[] Waits = [TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(61)];
    private static readonly TimeSpan LongAgo = TimeSpan.FromSeconds(122);
    private static readonly DeviceContext Browser = new(1);
    private static readonly DeviceContext Stranger = new(2);
    private static readonly KeyThumbprint Key = new(new(1, 1));
    private static readonly Network Home = new(1);
    private static readonly Network Away = new(2);
    private static readonly Network Elsewhere = new(3);
    private static readonly SessionPolicy Policy = Worlds.Policy.Sessions;

    /// <summary>A session right after sign-in.</summary>
    internal Situation Start() => new()
    {
        Row = new()
        {
            Id = new(1),
            Handle = new(new(1, 1)),
            User = new(1),
            Channel = Channel.Cookie,
            Remembered = true,
            Generation = Generation.First,
            RotatedNetwork = Home,
            AnsweredAt = Now - LongAgo,
            AnsweredNetwork = Home,
            CreatedAt = Now,
            LastUsedAt = Now,
            IdleExpiresAt = Now + TimeSpan.FromDays(100),
            ExpiresAt = Now + TimeSpan.FromDays(100),
            Device = Browser,
            SignInDevice = Browser,
            UserAgent = "-",
            Address = "-",
            Key = setting.Bound ? Key : null,
            KeyProvedAt = setting.Bound ? Now : null,
        },
    };

    /// <summary>Every move there is.</summary>
    internal IEnumerable<Move> From(Situation at)
    {
        foreach (var move in OfTab(at, at.First, (to, tab) => to with { First = tab }, "tab 1"))
        {
            yield return move;
        }

        foreach (var move in OfTab(at, at.Second, (to, tab) => to with { Second = tab }, "tab 2"))
        {
            yield return move;
        }

        foreach (var move in OfBrowser(at).Concat(OfClock(at)).Concat(OfThief(at)))
        {
            yield return move;
        }
    }

    private IEnumerable<Move> OfTab(Situation at, Tab tab, Func<Situation, Tab, Situation> with, string name)
    {
        switch (tab.Phase)
        {
            case TabPhase.Idle:
                yield return new($"{name} asks with {at.Jar}", with(at, new(TabPhase.Asking, at.Jar, at.Moved)));
                break;
            case TabPhase.Asking:
                yield return Decide(at, tab, with, name);
                yield return new($"{name}'s request is lost", with(at, default));
                break;
            case TabPhase.Served:
                yield return new(
                    $"{name} gets {tab.Generation}",
                    with(at, default) with { OnDisk = at.Jar, Jar = tab.Generation });
                yield return new($"{name}'s answer is lost", with(at, default));
                break;
            default:
                yield return new($"{name} hears no", with(at, default));
                break;
        }
    }

    private Move Decide(Situation at, Tab tab, Func<Situation, Tab, Situation> with, string name)
    {
        var network = tab.Moved ? Away : Home;
        var (decision, after) = Ask(at, tab.Generation, Browser, network, ProofOf(holdsKey: true));
        var served = IsServed(decision);
        var answered = new Tab(served ? TabPhase.Served : TabPhase.Refused, served ? after.Row.Generation.Value : 0);
        var what = $"the server decides on {name}: {Describe(decision)}";
        var honest = !at.Stolen && decision is RefreshDecision.End or RefreshDecision.Hold or RefreshDecision.Refuse;
        var isNamed = !setting.Bound && at.Crashed;
        return new(
            what, with(after, answered) with { Turns = served && at.Turns == Turns.Thief && IsConfirmed(after)
                ? Turns.ThiefThenVictim : after.Turns },
            honest && !at.Stolen && !isNamed ? "An honest holder was signed out." : null);
    }

    private static IEnumerable<Move> OfClock(Situation at)
    {
        // A client gives up what is under way for longer than half of the overlap, there and back again, so that time
        // passes only while nothing is.
        if (at.Waits >= MaxWaits || at.First.Phase != TabPhase.Idle || at.Second.Phase != TabPhase.Idle)
        {
            yield break;
        }

        foreach (var wait in Waits)
        {
            var age = Now - at.Row.AnsweredAt + wait;
            yield return new($"{wait.TotalSeconds} s go by", at with
            {
                Waits = (byte)(at.Waits + 1),
                Row = at.Row with { AnsweredAt = Now - (age < LongAgo ? age : LongAgo) },
            });
        }
    }

    private IEnumerable<Move> OfBrowser(Situation at)
    {
        yield return new("the browser moves to another network", at with { Moved = !at.Moved });
        if (at.Jar <= at.Row.Generation.Value && !(at.Row.Confirmed >= new Generation(at.Jar))
            && at.Row.EndedAt is null)
        {
            yield return new($"{at.Jar} is used by the browser", Confirm(at, at.Jar));
        }

        if (setting.MayCrash && !at.Crashed && at.OnDisk != at.Jar)
        {
            yield return new($"the browser dies and falls back to {at.OnDisk}", at with
            {
                Crashed = true, Jar = at.OnDisk, First = default, Second = default,
            });
        }
    }

    private IEnumerable<Move> OfThief(Situation at)
    {
        if (setting.Loot is null)
        {
            yield break;
        }

        if (!at.Stolen)
        {
            yield return new($"a thief copies {at.Jar}", at with { Stolen = true, Thief = at.Jar });
        }

        if (at.Thief is { } held)
        {
            yield return Steal(at, held);
        }

        if (at.ThiefUnused is { } unused && at.Row.EndedAt is null)
        {
            var used = Confirm(at, unused) with { ThiefUnused = null };
            yield return new($"{unused} is used by the thief", used with
            {
                Turns = used.Turns == Turns.None ? Turns.Thief : used.Turns,
            });
        }
    }

    private Move Steal(Situation at, int held)
    {
        var network = !setting.ThiefOnSameNetwork ? Elsewhere : at.Moved ? Away : Home;
        var device = setting.Loot == Loot.RefreshCookie ? Stranger : Browser;
        var (decision, after) = Ask(at, held, device, network, ProofOf(setting.Loot == Loot.CookiesAndKey));
        var what = $"the thief presents {held}: {Describe(decision)}";
        if (!IsServed(decision))
        {
            var again = decision is RefreshDecision.Supersede or RefreshDecision.AskNonce;
            return new(what, after with { Thief = again ? held : null });
        }

        var n = after.Row.Generation.Value;
        var broken = at.Row.EndedAt is not null ? "A token was issued for a session that had ended."
            : setting.Bound && setting.Loot != Loot.CookiesAndKey ? "A thief without the key was served."
            : !setting.Bound && at.Turns == Turns.ThiefThenVictim ? "A thief and the victim both kept going."
            : null;
        return new(what, after with { Thief = n, ThiefUnused = n }, broken);
    }

    private (RefreshDecision Decision, Situation After) Ask(
        Situation at, int generation, DeviceContext device, Network network, ProofCheck proof)
    {
        var decision = setting.Rule(
            at.Row,
            new()
            {
                Handle = at.Row.Handle,
                Generation = new(generation),
                Channel = Channel.Cookie,
                Proof = proof,
                Caller = new("-", network, "-", device),
                Now = Now,
            },
            epoch: 0,
            Policy);
        return decision.After is { } row ? (decision, at with { Row = Written(at.Row, row) }) : (decision, at);
    }

    /// <summary>
    /// As a store writes it: what was confirmed stays confirmed. What counts without being looked at by any rule here
    /// is left out, or no situation would come twice.
    /// </summary>
    private static Session Written(Session before, Session after) => after with
    {
        Confirmed = before.Confirmed > after.Confirmed || after.Confirmed is null ? before.Confirmed : after.Confirmed,
        RefreshCount = 0,
        Version = 0,
        LastProof = null,
        HeldAt = null,
    };

    private static Situation Confirm(Situation at, int generation) =>
        at.Row.Confirmed >= new Generation(generation)
            ? at
            : at with { Row = at.Row with { Confirmed = new(generation) } };

    private ProofCheck ProofOf(bool holdsKey) => setting.Bound && holdsKey
        ? new(ProofState.Valid, Key, new(1), FreshNonce: true)
        : ProofCheck.None;

    private static bool IsConfirmed(Situation at) => at.Row.Confirmed == at.Row.Generation;

    private static bool IsServed(RefreshDecision decision) =>
        decision is RefreshDecision.Rotate or RefreshDecision.Replay;

    private static string Describe(RefreshDecision decision) => decision switch
    {
        RefreshDecision.Rotate rotate => $"Rotate to {rotate.Next.Generation}",
        RefreshDecision.Replay replay => $"Replay {replay.Next.Generation}",
        RefreshDecision.End end => $"End, {end.Reason}",
        RefreshDecision.Hold hold => $"Hold, {hold.Reason}",
        RefreshDecision.Refuse refuse => $"Refuse, {refuse.Reason}",
        var other => other.GetType().Name,
    };
}
