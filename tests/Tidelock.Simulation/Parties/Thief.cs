using Tidelock.Sessions;
using Tidelock.Simulation.Servers;
using Tidelock.Simulation.Worlds;
using Tidelock.Tokens;

namespace Tidelock.Simulation.Parties;

/// <summary>
/// Somebody with a copy of a browser's credentials, who knows when the victim renews and loses no message. What counts
/// is how long it can call APIs with what it gets.
/// </summary>
internal sealed class Thief
{
    private const int MaxTurns = 8;
    private static readonly TimeSpan ProofsSignedFor = TimeSpan.FromHours(6);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly Network OtherNetwork = new(999_999_999);

    private readonly Agenda _agenda;
    private readonly ITokenServer _server;
    private readonly Chance _fate;
    private readonly Story? _story;
    private readonly Browser _victim;
    private readonly Person _person;
    private readonly Theft _theft;
    private readonly DateTimeOffset _copiedAt;
    private readonly KeyThumbprint? _key;
    private readonly bool _mustBeRefused;
    private string _token;
    private string? _nonce;
    private UInt128 _proofs = 1UL << 40;
    private DateTimeOffset _paidUntil;

    internal Thief(WorldParts parts, Browser victim, Person person, Theft theft)
    {
        (_agenda, _server, _fate, _story) = (parts.Agenda, parts.Server, parts.Fate, parts.Story);
        (_victim, _person, _theft) = (victim, person, theft);
        (_token, _copiedAt, _paidUntil) = (victim.Token!, _agenda.Now, _agenda.Now);
        (Session, _mustBeRefused) = (victim.Access!.Session, parts.RefusesThieves);
        _key = theft.Loot is Loot.CookiesAndKey or Loot.CookiesAndProofs ? victim.Key : null;
        _story?.Tell(_agenda.Now, "thief", $"copies: {theft}");
    }

    /// <summary>The session that was stolen.</summary>
    internal object Session { get; }

    /// <summary>For how long its access tokens were good.</summary>
    internal TimeSpan ApiTime { get; private set; }

    /// <summary>How often it was served.</summary>
    internal int Served { get; private set; }

    /// <summary>True when it was refused at its last try.</summary>
    internal bool IsOut { get; private set; }

    /// <summary>Goes on until it is refused for good.</summary>
    internal async Task StealAsync()
    {
        while (!IsOut)
        {
            await WaitForMomentAsync();
            var access = await PresentAsync();
            if (access is not null)
            {
                await UseAsync(access);
            }
        }
    }

    private async Task WaitForMomentAsync()
    {
        switch (_theft.Tactic)
        {
            case Tactic.Follows:
                await _victim.Renewed.Again;
                await _agenda.Wait(_fate.Between(Beat, TimeSpan.FromSeconds(30)));
                break;
            case Tactic.PreEmpts:
                await BeforeVictimAsync(_fate.Between(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(30)));
                break;
            case Tactic.Silent:
                await BeforeVictimAsync(_fate.Between(Beat, TimeSpan.FromSeconds(3)));
                break;
            case Tactic.Greedy:
                await _agenda.Wait(Served == 0 ? Beat : Person.RenewalInterval);
                break;
            default:
                await NightAsync();
                break;
        }
    }

    private async Task BeforeVictimAsync(TimeSpan lead)
    {
        while (_victim.NextRenewal - lead <= _agenda.Now)
        {
            await _victim.Renewed.Again;
            await _agenda.Wait(Beat);
        }

        await _agenda.WaitUntil(_victim.NextRenewal - lead);
    }

    /// <summary>Waits until the victim is away and stays so for a while.</summary>
    private async Task NightAsync()
    {
        do
        {
            await _agenda.Wait(Served == 0 ? TimeSpan.FromMinutes(1) : Person.RenewalInterval);
        }
        while (_person.IsActive || _person.BackAt - _agenda.Now < Person.RenewalInterval);
    }

    private async Task<Access?> PresentAsync()
    {
        for (var turn = 0; turn < MaxTurns; turn++)
        {
            var reply = _server.Refresh(new(_token, Caller(), MakeProof()));
            switch (reply)
            {
                case Reply.Served served:
                    Take(served);
                    return served.Access;
                case Reply.Later:
                    await _agenda.Wait(Beat);
                    break;
                case Reply.NonceAsked asked when _theft.Loot == Loot.CookiesAndKey:
                    _nonce = asked.Nonce;
                    break;
                default:
                    _story?.Tell(_agenda.Now, "thief", $"is refused: {reply}");
                    IsOut = true;
                    return null;
            }
        }

        return null;
    }

    private void Take(Reply.Served served)
    {
        if (_mustBeRefused)
        {
            throw new BrokenPromiseException("A thief without the key was served.");
        }

        _token = served.Token;
        Served++;
        var from = _paidUntil > _agenda.Now ? _paidUntil : _agenda.Now;
        if (served.Access.ExpiresAt > from)
        {
            ApiTime += served.Access.ExpiresAt - from;
            _paidUntil = served.Access.ExpiresAt;
        }

        _story?.Tell(_agenda.Now, "thief", $"gets token {served.Access.Generation}");
    }

    /// <summary>
    /// At an API that reports use, the generation is confirmed; a silent thief lets the victim go first.
    /// </summary>
    private async Task UseAsync(Access access)
    {
        if (_theft.Tactic == Tactic.Silent)
        {
            await _victim.Renewed.Again;
            await _agenda.Wait(Beat);
        }

        _server.Confirm(access);
    }

    private Caller Caller() => new(
        "-",
        _theft.SameNetwork ? _victim.Reception.Network : OtherNetwork,
        "Firefox",
        _theft.Loot == Loot.RefreshCookie ? DeviceContext.Of("the thief's own", "Firefox/Linux") : _victim.Device);

    private Proof? MakeProof()
    {
        var mayProve = _theft.Loot == Loot.CookiesAndKey
            || (_theft.Loot == Loot.CookiesAndProofs && _agenda.Now - _copiedAt < ProofsSignedFor);
        return _key is { } key && mayProve
            ? new(key, new(key.Value.Low ^ ++_proofs), _agenda.Now, _nonce)
            : null;
    }
}
