using Tidelock.Sessions;
using Tidelock.Simulation.Servers;
using Tidelock.Simulation.Worlds;
using Tidelock.Tokens;

namespace Tidelock.Simulation.Parties;

/// <summary>
/// An honest client: a cookie jar that all tabs share, a key where the session is bound, and the renewal that the
/// guides ask for. Store before use; 409 reads the jar again; a nonce is kept; what is lost is tried again.
/// </summary>
internal sealed class Browser
{
    private const int MaxStates = 400;
    private const int MaxTurns = 400;
    private static readonly TimeSpan RetryAfterSuperseded = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan NonceLife = TimeSpan.FromMinutes(4.5);

    private readonly Agenda _agenda;
    private readonly ITokenServer _server;
    private readonly Circumstances _circumstances;
    private readonly Chance _line;
    private readonly Chance _ids;
    private readonly Story? _story;
    private readonly bool _keepsTheHonest;
    private readonly List<string> _states = [];
    private string? _nonce;
    private DateTimeOffset _nonceAt;
    private UInt128 _proofs;

    internal Browser(WorldParts parts, bool bound)
    {
        (_agenda, _server, _circumstances, _story) = (parts.Agenda, parts.Server, parts.Circumstances, parts.Story);
        (_line, _ids, _keepsTheHonest) = (parts.Line, parts.Ids, parts.KeepsTheHonest);
        Reception = new(_agenda, _line, _circumstances);
        Device = DeviceContext.Of($"device-{_ids.Whole(0, int.MaxValue)}", "Firefox/Linux");
        Key = bound ? NewKey() : null;
        Renewed = new(_agenda);
    }

    /// <summary>Its way to the server.</summary>
    internal Reception Reception { get; }

    /// <summary>What names the device.</summary>
    internal DeviceContext Device { get; }

    /// <summary>The key it holds; null when it has none.</summary>
    internal KeyThumbprint? Key { get; private set; }

    /// <summary>The refresh token in the jar.</summary>
    internal string? Token { get; private set; }

    /// <summary>The access token; null after a crash.</summary>
    internal Access? Access { get; private set; }

    /// <summary>How many refreshes were answered with a token.</summary>
    internal int Refreshes { get; private set; }

    /// <summary>Why it was asked to sign in again, each time.</summary>
    internal List<string> SignOuts { get; } = [];

    /// <summary>When it means to renew next; what a thief with perfect knowledge goes by.</summary>
    internal DateTimeOffset NextRenewal { get; set; }

    /// <summary>Raised when a new token has arrived.</summary>
    internal Signal Renewed { get; }

    /// <summary>The person signs in.</summary>
    internal void SignIn()
    {
        var served = _server.SignIn(Caller(), Key);
        _states.Clear();
        Keep(served);
        _server.Confirm(served.Access);
    }

    /// <summary>Renews, with all patience, until there is a token or a person has to sign in.</summary>
    internal async Task RenewAsync()
    {
        for (var turn = 0; turn < MaxTurns; turn++)
        {
            var presented = Token!;
            var reply = await ExchangeAsync(presented);
            switch (reply)
            {
                case Reply.Served served:
                    Arrived(served);
                    return;
                case Reply.Later:
                    await _agenda.Wait(RetryAfterSuperseded);
                    break;
                case Reply.NonceAsked asked:
                    (_nonce, _nonceAt) = (asked.Nonce, _agenda.Now);
                    break;
                case Reply.SignInRequired required when Token == presented:
                    SignedOut(required.Reason);
                    return;
                case null:
                    await _agenda.Wait(Reception.UntilRetry());
                    Reception.MayMove(isRetry: true);
                    break;
            }
        }

        SignedOut("gave up");
    }

    /// <summary>The browser dies; on its disk is the cookie of before the last answer.</summary>
    internal void CrashAndRollBack()
    {
        Access = null;
        GoBack(1);
        _story?.Tell(_agenda.Now, "browser", "dies, and its jar falls back by one");
    }

    /// <summary>The whole profile is put back to an older state.</summary>
    internal void PutBackOldCopy(int statesAgo)
    {
        Access = null;
        GoBack(statesAgo);
        _story?.Tell(_agenda.Now, "browser", $"its profile is put back by {statesAgo}");
    }

    /// <summary>Script storage is evicted; the page makes another key, the cookies stay.</summary>
    internal void LoseKey()
    {
        Key = NewKey();
        _story?.Tell(_agenda.Now, "browser", "its key is evicted");
    }

    private void GoBack(int states)
    {
        if (_states.Count > states)
        {
            _states.RemoveRange(_states.Count - states, states);
            Token = _states[^1];
        }
    }

    /// <summary>Null when either the request or the answer was lost.</summary>
    private async Task<Reply?> ExchangeAsync(string token)
    {
        if (Reception.LosesRequest())
        {
            _story?.Tell(_agenda.Now, "browser", "a request is lost");
            await _agenda.Wait(Reception.Patience);
            return null;
        }

        var call = new RefreshCall(token, Caller(), MakeProof());
        await _agenda.Wait(Reception.Way());
        var reply = _server.Refresh(call);
        _story?.Tell(_agenda.Now, "browser", $"refresh from network {call.Caller.Network.Value}: {Describe(reply)}");
        if (Reception.LosesAnswer())
        {
            _story?.Tell(_agenda.Now, "browser", "the answer is lost");
            await _agenda.Wait(Reception.Patience);
            return null;
        }

        await _agenda.Wait(Reception.Way());
        return reply;
    }

    private void Arrived(Reply.Served served)
    {
        Keep(served);
        Refreshes++;
        if (_line.Happens(_circumstances.ClientConfirms))
        {
            _agenda.Plan(Reception.Way(), () => _server.Confirm(served.Access));
        }

        if (_line.Happens(_circumstances.ApiConfirms))
        {
            _agenda.Plan(_line.Between(default, TimeSpan.FromMinutes(10)), () => _server.Confirm(served.Access));
        }

        Renewed.Raise();
    }

    private void Keep(Reply.Served served)
    {
        (Token, Access) = (served.Token, served.Access);
        if (_states.Count == MaxStates)
        {
            _states.RemoveAt(0);
        }

        _states.Add(served.Token);
    }

    private void SignedOut(string reason)
    {
        _story?.Tell(_agenda.Now, "browser", $"is asked to sign in: {reason}");
        if (_keepsTheHonest)
        {
            throw new BrokenPromiseException($"An honest holder was signed out: {reason}.");
        }

        SignOuts.Add(reason);
        SignIn();
        Renewed.Raise();
    }

    private Caller Caller() => new("-", Reception.Network, "Firefox", Device);

    private Proof? MakeProof() => Key is { } key
        ? new(
            key, new(key.Value.High ^ ++_proofs), _agenda.Now + _circumstances.ClockError,
            _agenda.Now - _nonceAt < NonceLife ? _nonce : null)
        : null;

    private KeyThumbprint NewKey()
    {
        Span<byte> bytes = stackalloc byte[Digest.Length];
        _ids.Fill(bytes);
        return new(Digest.Read(bytes));
    }

    private static string Describe(Reply reply) => reply switch
    {
        Reply.Served served => $"token {served.Access.Generation}",
        Reply.Later => "409",
        Reply.NonceAsked => "a nonce is asked for",
        Reply.SignInRequired required => required.Reason,
        _ => string.Empty,
    };
}
