using Tidelock.Events;

namespace Tidelock.Keys;

/// <summary>The key ring of one store, and the sealed keys that seal it.</summary>
public interface IKeyStore
{
    /// <summary>Every key, removed ones too, oldest first.</summary>
    ValueTask<IReadOnlyList<KeyRecord>> ListAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Writes keys (new ones and changed ones) in one transaction with their events, if the ring still has exactly
    /// <paramref name="expectedVersion"/>; each write raises the version by one.
    /// </summary>
    /// <returns>False when somebody else changed the ring meanwhile.</returns>
    ValueTask<bool> TryWriteAsync(
        IReadOnlyList<KeyRecord> keys, long expectedVersion, IReadOnlyList<EventDraft> events,
        CancellationToken cancellationToken);

    /// <summary>The ring's version; nodes reload the ring when it has moved.</summary>
    ValueTask<long> VersionAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The Data Protection key ring's XML elements, each already encrypted by the master key. Synchronous, because
    /// Data Protection's repository is; called at start and at its rare rotations only.
    /// </summary>
    IReadOnlyList<string> ReadProtectionKeys();

    /// <summary>Adds an element to it.</summary>
    void AddProtectionKey(string friendlyName, string xml);
}
