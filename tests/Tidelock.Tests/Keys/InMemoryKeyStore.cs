using Tidelock.Events;
using Tidelock.Keys;

namespace Tidelock.Tests.Keys;

/// <summary>Keeps a ring in memory, as strictly as a database; can let another node be quicker.</summary>
internal sealed class InMemoryKeyStore : IKeyStore
{
    private readonly Dictionary<(KeyPurpose, string), KeyRecord> _keys = [];
    private readonly List<string> _order = [];
    private long _version;

    internal List<EventDraft> Events { get; } = [];

    internal int Refused { get; private set; }

    /// <summary>Runs once, just before the next write is looked at: another node at work.</summary>
    internal Func<Task>? BeforeNextWrite { get; set; }

    internal IReadOnlyList<KeyRecord> Keys => [.. _keys.Values.OrderBy(key => _order.IndexOf(Name(key)))];

    public ValueTask<IReadOnlyList<KeyRecord>> ListAsync(CancellationToken cancellationToken) => new(Keys);

    public async ValueTask<bool> TryWriteAsync(
        IReadOnlyList<KeyRecord> keys, long expectedVersion, IReadOnlyList<EventDraft> events,
        CancellationToken cancellationToken)
    {
        if (BeforeNextWrite is { } other)
        {
            BeforeNextWrite = null;
            await other();
        }

        if (expectedVersion != _version)
        {
            Refused++;
            return false;
        }

        foreach (var key in keys)
        {
            if (_keys.TryAdd((key.Purpose, key.Id), key))
            {
                _order.Add(Name(key));
            }

            _keys[(key.Purpose, key.Id)] = key;
        }

        Events.AddRange(events);
        _version++;
        return true;
    }

    public ValueTask<long> VersionAsync(CancellationToken cancellationToken) => new(_version);

    public IReadOnlyList<string> ReadProtectionKeys() => [];

    public void AddProtectionKey(string friendlyName, string xml)
    {
    }

    /// <summary>Every key of a purpose in one state.</summary>
    internal IReadOnlyList<KeyRecord> In(KeyPurpose purpose, KeyState state) =>
        [.. Keys.Where(key => key.Purpose == purpose && key.State == state)];

    private static string Name(KeyRecord key) => $"{key.Purpose} {key.Id}";
}
