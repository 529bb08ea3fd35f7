using Tidelock.Simulation.Memory;
using Tidelock.Simulation.Parties;
using Tidelock.Simulation.Servers;

namespace Tidelock.Simulation.Worlds;

/// <summary>What a world is made of; the same plan and seed give the same world.</summary>
/// <param name="Policy">The policy of its server.</param>
/// <param name="Circumstances">What happens to the honest.</param>
/// <param name="Theft">The thief in it; null in an honest world.</param>
internal sealed record WorldPlan(Policy Policy, Circumstances Circumstances, Theft? Theft)
{
    /// <summary>Makes the store of its server.</summary>
    internal Func<SimulatedStore> Store { get; init; } = () => new MemoryStore();
}

/// <summary>How a world ended.</summary>
/// <param name="Refreshes">How many refreshes of the honest were answered with a token.</param>
/// <param name="SignOuts">Why the honest were asked to sign in again, each time.</param>
/// <param name="Thief">What became of the thief; null in an honest world.</param>
internal sealed record WorldEnd(int Refreshes, IReadOnlyList<string> SignOuts, ThiefEnd? Thief);

/// <summary>What became of a thief.</summary>
/// <param name="ApiTime">How long it could call APIs.</param>
/// <param name="IsOut">It can't renew any more.</param>
/// <param name="VictimKeptSession">The victim never had to sign in again.</param>
internal sealed record ThiefEnd(TimeSpan ApiTime, bool IsOut, bool VictimKeptSession);

/// <summary>One seeded world: a server, a person with a browser, perhaps a thief, and what happens to them.</summary>
internal sealed class World
{
    /// <summary>For how long a theft is watched.</summary>
    private static readonly TimeSpan AfterTheft = TimeSpan.FromDays(7);

    private static readonly int Topics = Enum.GetValues<Topic>().Length;

    private readonly WorldPlan _plan;
    private readonly WorldParts _parts;
    private readonly Browser _browser;
    private readonly Person _person;
    private Thief? _thief;
    private int _signOutsBeforeTheft;

    private World(WorldPlan plan, ulong seed, Tape? tape, Story? story)
    {
        var agenda = new Agenda(WorldClock.Start);
        var ids = new Chance(seed, Topic.Ids, tape);
        var server = new WatchedServer(plan.Policy.Server(agenda, ids, plan.Store), agenda, story);
        _plan = plan;
        _parts = new(agenda, server, plan.Circumstances, story)
        {
            RefusesThieves = plan is { Policy: { Bound: true, Window: null } }
                && plan.Theft?.Loot is Loot.Cookies or Loot.RefreshCookie,
            KeepsTheHonest = plan is { Theft: null, Policy: { Bound: true, Window: null } }
                && plan.Circumstances.MustKeepBoundHolders,
            Life = new(seed, Topic.Life, tape),
            Line = new(seed, Topic.Line, tape),
            Fate = new(seed, Topic.Fate, tape),
            Ids = ids,
        };
        _browser = new(_parts, plan.Policy.Bound);
        _person = new(_parts, _browser);
    }

    /// <summary>Runs a world to its end.</summary>
    /// <exception cref="BrokenPromiseException">The protocol broke a promise in it.</exception>
    internal static WorldEnd Run(WorldPlan plan, ulong seed) => new World(plan, seed, null, null).Run();

    /// <summary>Runs it while its choices are recorded or played, and its story is told.</summary>
    internal static WorldEnd Run(WorldPlan plan, ulong seed, Tape tape, Story? story) =>
        new World(plan, seed, tape, story).Run();

    /// <summary>A tape for a world's choices.</summary>
    internal static Tape BlankTape() => Tape.Blank(Topics);

    private WorldEnd Run()
    {
        using var server = _parts.Server;
        _browser.SignIn();
        _parts.Agenda.Begin(_person.LiveAsync);
        for (var program = 1; program < _plan.Circumstances.Programs; program++)
        {
            _parts.Agenda.Begin(new Person(_parts, _browser).LiveAsync);
        }

        if (_plan.Circumstances.RestoreEvery > TimeSpan.Zero)
        {
            _parts.Agenda.Begin(OperateAsync);
        }

        if (_plan.Theft is { } theft)
        {
            // On the second day, so that the victim has a history.
            _parts.Agenda.RunUntil(WorldClock.Start + TimeSpan.FromDays(1)
                + _parts.Fate.Between(default, TimeSpan.FromDays(1)));
            BeginTheft(theft);
            _parts.Agenda.RunUntil(_parts.Agenda.Now + AfterTheft);
        }
        else
        {
            _parts.Agenda.RunUntil(WorldClock.Start + _plan.Circumstances.Length);
        }

        return End();
    }

    private void BeginTheft(Theft theft)
    {
        _signOutsBeforeTheft = _browser.SignOuts.Count;
        _thief = new(_parts, _browser, _person, theft);
        _parts.Agenda.Begin(_thief.StealAsync);
    }

    private WorldEnd End()
    {
        return new(
            _browser.Refreshes,
            _browser.SignOuts,
            _thief is null ? null : new(
                _thief.ApiTime,
                _thief.IsOut || !_parts.Server.IsLive(_thief.Session),
                _browser.SignOuts.Count == _signOutsBeforeTheft));
    }

    /// <summary>Backs up each night, and now and then puts back what was backed up.</summary>
    private async Task OperateAsync()
    {
        var restoreAt = _parts.Agenda.Now + _parts.Fate.Until(_plan.Circumstances.RestoreEvery);
        while (true)
        {
            _parts.Server.BackUp();
            await _parts.Agenda.Wait(TimeSpan.FromHours(24));
            if (_parts.Agenda.Now >= restoreAt)
            {
                _parts.Server.Restore(_plan.Circumstances.RestoreKind);
                restoreAt = _parts.Agenda.Now + _parts.Fate.Until(_plan.Circumstances.RestoreEvery);
            }
        }
    }
}
