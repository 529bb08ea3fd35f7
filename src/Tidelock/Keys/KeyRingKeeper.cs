using Tidelock.Events;

namespace Tidelock.Keys;

/// <summary>What became of a report that a key is compromised.</summary>
public enum CompromiseResult
{
    /// <summary>The key is marked and, where it was in use, replaced.</summary>
    Done,

    /// <summary>There is no such key.</summary>
    NotFound,

    /// <summary>It was marked before.</summary>
    AlreadyCompromised,

    /// <summary>All 255 ids of MAC keys are used, so that it can't be replaced; nothing was changed.</summary>
    NoIdLeft,
}

/// <summary>What became of a rotation on demand.</summary>
public enum RotateResult
{
    /// <summary>Another key is active.</summary>
    Done,

    /// <summary>All 255 ids of MAC keys are used; nothing was changed.</summary>
    NoIdLeft,
}

/// <summary>
/// Holds the newest snapshot of the ring, and changes the ring in the store: optimistically, so that of several nodes
/// that find the same rotation due only one makes it.
/// </summary>
/// <param name="store">Where the ring is kept.</param>
/// <param name="sealer">Seals secrets.</param>
/// <param name="random">Makes MAC keys.</param>
/// <param name="clock">The time.</param>
/// <param name="policy">The rules.</param>
public sealed class KeyRingKeeper(
    IKeyStore store, ISecretSealer sealer, IRandomSource random, TimeProvider clock, KeyPolicy policy) : IDisposable
{
    /// <summary>How often a change is tried while others change the ring.</summary>
    public const int MaxAttempts = 10;

    private readonly KeyMint _mint = new(sealer, random);
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private volatile KeyRing? _current;

    /// <summary>The newest snapshot.</summary>
    /// <exception cref="InvalidOperationException"><see cref="LoadAsync"/> has not completed.</exception>
    public KeyRing Current => _current ?? throw new InvalidOperationException("The key ring is not loaded yet.");

    /// <summary>Loads the ring; makes the first keys of an empty one.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A key does not open.</exception>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            var (keys, version) = await ReadAsync(cancellationToken);
            if (keys.Count == 0)
            {
                await ChangeAsync(
                    found => found.Count == 0 ? KeyRotation.Plan(found, clock.GetUtcNow(), policy) : [],
                    Initiator.System, cancellationToken);
                return;
            }

            _current = KeyRing.Open(keys, version, sealer);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Loads the ring again if it changed in the store.</summary>
    /// <returns>True when it had changed.</returns>
    public async Task<bool> ReloadIfChangedAsync(CancellationToken cancellationToken)
    {
        if (await store.VersionAsync(cancellationToken) == Current.Version)
        {
            return false;
        }

        await LoadAsync(cancellationToken);
        return true;
    }

    /// <summary>Makes the transitions that are due; call it every few minutes.</summary>
    public Task RotateDueAsync(CancellationToken cancellationToken) => ExclusivelyAsync(
        keys => KeyRotation.Plan(keys, clock.GetUtcNow(), policy), Initiator.System, cancellationToken);

    /// <summary>
    /// Makes the next key active at once. A verifier that cached the JWKS before that key was published does not know
    /// it until it fetches again.
    /// </summary>
    public async Task<RotateResult> RotateNowAsync(
        KeyPurpose purpose, Initiator by, CancellationToken cancellationToken) =>
        await ExclusivelyAsync(keys => KeyRotation.PlanNow(keys, purpose), by, cancellationToken)
            ? RotateResult.Done
            : RotateResult.NoIdLeft;

    /// <summary>Marks a key compromised and replaces it where it was in use; see <see cref="KeyRotation"/>.</summary>
    public async Task<CompromiseResult> CompromiseAsync(
        KeyPurpose purpose, string id, Initiator by, CancellationToken cancellationToken)
    {
        var refusal = CompromiseResult.NoIdLeft;
        var done = await ExclusivelyAsync(
            keys =>
            {
                var key = keys.SingleOrDefault(key => key.Purpose == purpose && key.Id == id);
                if (key is null || key.CompromisedAt is not null)
                {
                    refusal = key is null ? CompromiseResult.NotFound : CompromiseResult.AlreadyCompromised;
                    return [];
                }

                return KeyRotation.PlanCompromise(keys, key);
            },
            by, cancellationToken);
        return done ? CompromiseResult.Done : refusal;
    }

    /// <inheritdoc />
    public void Dispose() => _oneAtATime.Dispose();

    private async Task<bool> ExclusivelyAsync(
        Func<IReadOnlyList<KeyRecord>, IReadOnlyList<KeyStep>> plan, Initiator by, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            return await ChangeAsync(plan, by, cancellationToken);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Plans on what the store has now and writes it; plans anew when somebody was quicker.</summary>
    /// <returns>True when something was changed.</returns>
    private async Task<bool> ChangeAsync(
        Func<IReadOnlyList<KeyRecord>, IReadOnlyList<KeyStep>> plan, Initiator by, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var (keys, version) = await ReadAsync(cancellationToken);
            var steps = plan(keys);
            if (steps.Count == 0)
            {
                _current = KeyRing.Open(keys, version, sealer);
                return false;
            }

            var change = KeyRingChange.Of(keys, steps, _mint, by, clock.GetUtcNow());
            if (await store.TryWriteAsync(change.Written, version, change.Events, cancellationToken))
            {
                _current = KeyRing.Open(change.Ring, version + 1, sealer);
                return true;
            }
        }

        throw new InvalidOperationException($"The key ring changed under {MaxAttempts} attempts to change it.");
    }

    /// <summary>The version is asked before and after, because the store gives the two apart.</summary>
    private async Task<(IReadOnlyList<KeyRecord> Keys, long Version)> ReadAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var version = await store.VersionAsync(cancellationToken);
            var keys = await store.ListAsync(cancellationToken);
            if (await store.VersionAsync(cancellationToken) == version)
            {
                return (keys, version);
            }
        }

        throw new InvalidOperationException($"The key ring changed under {MaxAttempts} attempts to read it.");
    }
}
