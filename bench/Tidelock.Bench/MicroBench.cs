using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Tidelock.Events;
using Tidelock.Keys;
using Tidelock.Sessions;
using Tidelock.Tokens;
using Tidelock.Users;

namespace Tidelock.Bench;

/// <summary>`bench micro`: the steps of a refresh one by one, without HTTP.</summary>
[MemoryDiagnoser]
public class MicroBench
{
    private const int RotationsAtOnce = 256;

    /// <summary>So many that none is at hand when its next proof comes.</summary>
    private const int ManyKeys = DpopProofChecker.MaxKeysAtHand * 2;

    private static readonly Uri Target = new("https://id.example.com/api/v1/auth/refresh");

    private readonly SessionPolicy _policy = new();
    private KeyRing _ring = null!;
    private AccessTokenWriter _writer = null!;
    private DpopProofChecker _checker = null!;
    private SessionHandle _handle;
    private string _token = null!;
    private string[] _proofs = null!;
    private string[] _proofsOfNewKeys = null!;
    private MicroStore _store = null!;
    private Session _session = null!;
    private SessionGrant _grant = null!;
    private Presentation _presented = null!;
    private DateTimeOffset _now;
    private int _next;

    /// <summary>Runs all of them in this process.</summary>
    internal static void Run() => BenchmarkRunner.Run<MicroBench>(
        DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance)));

    /// <summary>Makes keys, a session and proofs.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        var random = new SystemRandomSource();
        _now = TimeProvider.System.GetUtcNow();
        _ring = MicroKeys.Make(random, _now);
        _handle = SessionHandle.New(random);
        _session = MicroKeys.SessionOf(UserId.New(random), _handle, _now, random);
        _grant = new(_session, ["student"]);
        _token = RefreshTokenCodec.Write(_ring, _session.Id.Shard, _handle, _session.Generation);
        _writer = new(
            new() { Issuer = "https://id.example.com", Audience = "https://id.example.com", ClientId = "tidelock" },
            random);
        _checker = new(_now - TimeSpan.FromMinutes(10));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _proofs = [.. Enumerable.Range(0, 4096).Select(number => MicroKeys.Proof(key, Target, _now, number))];
        _proofsOfNewKeys = [.. Enumerable.Range(0, ManyKeys).AsParallel().Select(ProofOfNewKey)];
        _store = MicroStore.MakeAsync(RotationsAtOnce).GetAwaiter().GetResult();
        _presented = new()
        {
            Handle = _session.Handle,
            Generation = _session.Generation,
            Channel = _session.Channel,
            Caller = new(_session.Address, _session.AnsweredNetwork, _session.UserAgent, _session.Device),
            Now = _now,
        };
    }

    /// <summary>Takes the store away.</summary>
    [GlobalCleanup]
    public void CleanUp() => _store.Dispose();

    /// <summary>The refresh token's text, its tag and the hash of its handle.</summary>
    [Benchmark]
    public HandleHash ReadRefreshToken()
    {
        RefreshTokenCodec.TryRead(_token, _ring, out var token);
        return token.Handle.Hash;
    }

    /// <summary>The table, for a plain rotation.</summary>
    [Benchmark]
    public RefreshDecision Decide() => Rotation.Decide(_session, _presented, epoch: 1, _policy);

    /// <summary>One row read, decided on and written, with its share of a commit of many.</summary>
    [Benchmark(OperationsPerInvoke = RotationsAtOnce)]
    public int RotateInStore() => _store.RotateAll();

    /// <summary>The next refresh token with its tag.</summary>
    [Benchmark]
    public string WriteRefreshToken() =>
        RefreshTokenCodec.Write(_ring, _session.Id.Shard, _handle, _session.Generation);

    /// <summary>An access token with its signature.</summary>
    [Benchmark]
    public AccessToken WriteAccessToken() => _writer.Write(_ring, _grant, _now);

    /// <summary>
    /// A proof with its verification by a key that is at hand; each comes again after the others and is then refused
    /// last of all.
    /// </summary>
    [Benchmark]
    public ProofCheck CheckProof() => _checker.Check(
        _proofs[_next++ % _proofs.Length], 1, "POST", Target, _ring, _now);

    /// <summary>The same by a key that has to be read first.</summary>
    [Benchmark]
    public ProofCheck CheckProofOfNewKey() => _checker.Check(
        _proofsOfNewKeys[_next++ % _proofsOfNewKeys.Length], 1, "POST", Target, _ring, _now);

    /// <summary>One ES256 signature alone, for comparison.</summary>
    [Benchmark(Baseline = true)]
    public HeadSignature SignAlone() => _ring.Sign("head"u8);

    private string ProofOfNewKey(int number)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return MicroKeys.Proof(key, Target, _now, number);
    }
}
