using Tidelock.Keys;
using Tidelock.Sessions;
using Tidelock.Simulation.Memory;
using Tidelock.Simulation.Worlds;
using Tidelock.Tokens;
using Tidelock.Users;

namespace Tidelock.Simulation.Servers;

/// <summary>A rule in the place of the product's own, to see whether the harness notices.</summary>
internal delegate RefreshDecision WrongRule(
    Session session, Presentation presented, int epoch, SessionPolicy policy);

/// <summary>
/// The product's own rules, tokens and store code, as the refresh endpoint puts them together. Only the signature of
/// proofs is taken for granted, because a thousand worlds a second have no time for elliptic curves.
/// </summary>
internal sealed class TidelockServer : ITokenServer
{
    /// <summary>The life of an access token, as configured by default.</summary>
    internal static readonly TimeSpan AccessLife = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan ProofTolerance = TimeSpan.FromSeconds(60);

    private readonly Agenda _agenda;
    private readonly SimulatedStore _store;
    private readonly SessionPolicy _policy;
    private readonly KeyRing _ring;
    private readonly Chance _ids;
    private readonly WrongRule? _wrongRule;
    private readonly User _user;
    private RefreshSession _refresh;
    private StartSession _start;

    internal TidelockServer(
        Agenda agenda, SimulatedStore store, SessionPolicy policy, Chance ids, WrongRule? wrongRule = null)
    {
        (_agenda, _store, _policy, _ids, _wrongRule) = (agenda, store, policy, ids, wrongRule);
        _ring = Keys.Ring;
        (_refresh, _start) = Begin();
        _user = new() { Id = UserId.New(ids), Name = "anna", CreatedAt = agenda.Now };
        store.Add(_user);
    }

    /// <inheritdoc />
    public Reply.Served SignIn(Caller caller, KeyThumbprint? key)
    {
        var started = Now(_start.ExecuteAsync(
            new()
            {
                User = _user,
                Channel = Channel.Cookie,
                Remember = true,
                Caller = caller,
                Proof = key is { } bound
                    ? new(ProofState.Valid, bound, new(0), FreshNonce: false)
                    : ProofCheck.None,
            },
            CancellationToken.None));
        return Served(started.Handle, started.Start.Grant!.Session);
    }

    /// <inheritdoc />
    public Reply Refresh(RefreshCall call)
    {
        if (!RefreshTokenCodec.TryRead(call.Token, _ring, out var token))
        {
            return new Reply.SignInRequired("invalid_token");
        }

        var presented = new Presentation
        {
            Handle = token.Handle.Hash,
            Generation = token.Generation,
            Channel = Channel.Cookie,
            Proof = Check(call.Proof),
            Caller = call.Caller,
            Now = _agenda.Now,
            MacKeyCompromised = token.MacKeyCompromised,
        };
        var decided = Now(Decide(presented));
        return decided is null ? new Reply.SignInRequired("invalid_token") : Answer(token.Handle, decided);
    }

    /// <inheritdoc />
    public void Confirm(Access access)
    {
        var id = (SessionId)access.Session;
        if (Now(_store.Sessions.FindAsync(id, CancellationToken.None)) is { } session
            && session.OverBecause(_agenda.Now) is null && access.Generation <= session.Generation.Value)
        {
            _store.Sessions.Confirm(id, new(access.Generation));
        }
    }

    /// <inheritdoc />
    public bool IsLive(object session) =>
        Now(_store.Sessions.FindAsync((SessionId)session, CancellationToken.None))?.OverBecause(_agenda.Now) is null;

    /// <inheritdoc />
    public void BackUp() => _store.BackUp();

    /// <inheritdoc />
    public void Restore(RestoreKind kind)
    {
        _store.Restore(kind);
        (_refresh, _start) = Begin();
    }

    /// <inheritdoc />
    public void Dispose() => _store.Dispose();

    /// <summary>As at each start of the server.</summary>
    private (RefreshSession Refresh, StartSession Start) Begin() => (
        new(_store.Sessions, _policy, RefreshEventMode.Summary),
        new(_store.Sessions, _policy, _ids, _agenda));

    private ValueTask<DecidedRefresh?> Decide(Presentation presented) => _wrongRule is null
        ? _refresh.ExecuteAsync(presented, RefreshAllowance.Full, CancellationToken.None)
        : _store.Sessions.DecideAsync(
            presented.Handle,
            (session, epoch) => new(_wrongRule(session, presented, epoch, _policy), []),
            CancellationToken.None);

    private Reply Answer(SessionHandle handle, DecidedRefresh decided) => decided.Decision switch
    {
        RefreshDecision.Rotate or RefreshDecision.Replay => Served(handle, decided.Grant.Session),
        RefreshDecision.Supersede => new Reply.Later(),
        RefreshDecision.AskNonce => new Reply.NonceAsked(DpopNonce.Issue(_ring, _agenda.Now)),
        RefreshDecision.Hold hold => new Reply.SignInRequired($"held ({hold.Reason})"),
        RefreshDecision.Refuse refuse => new Reply.SignInRequired(refuse.Reason.Name),
        RefreshDecision.End end => new Reply.SignInRequired(end.Reason.Name),
        var other => new Reply.SignInRequired(other.GetType().Name),
    };

    private Reply.Served Served(SessionHandle handle, Session session) => new(
        RefreshTokenCodec.Write(_ring, session.Id.Shard, handle, session.Generation),
        new(session.Id, session.Generation.Value, _agenda.Now + AccessLife));

    /// <summary>What the checker of proofs would find, the signature aside.</summary>
    private ProofCheck Check(Proof? proof)
    {
        if (proof is null)
        {
            return ProofCheck.None;
        }

        var holds = proof.Nonce is { } nonce
            ? DpopNonce.IsFresh(nonce, _ring, _agenda.Now)
            : (proof.IssuedAt - _agenda.Now).Duration() <= ProofTolerance;
        return holds
            ? new(ProofState.Valid, proof.Key, proof.Id, FreshNonce: proof.Nonce is not null)
            : ProofCheck.Invalid;
    }

    /// <summary>
    /// In memory everything is done at once. A real store answers from its writer's thread; the world stands still
    /// until then.
    /// </summary>
    private static T Now<T>(ValueTask<T> task) =>
        task.IsCompletedSuccessfully ? task.Result : task.AsTask().GetAwaiter().GetResult();
}
