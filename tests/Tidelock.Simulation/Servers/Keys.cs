using Tidelock.Keys;
using Tidelock.Storage.Sqlite;

namespace Tidelock.Simulation.Servers;

/// <summary>
/// The key ring of all simulated servers, made once by the product's own keeper in a store of its own.
/// </summary>
internal static class Keys
{
    private static readonly Lazy<KeyRing> Made = new(Make);

    internal static KeyRing Ring => Made.Value;

    private static KeyRing Make()
    {
        var directory = Directory.CreateTempSubdirectory("tidelock-simulation-").FullName;
        try
        {
            return MakeAsync(Path.Combine(directory, "keys.db")).GetAwaiter().GetResult();
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<KeyRing> MakeAsync(string path)
    {
        var clock = TimeProvider.System;
        await using var database = await SqliteDatabase.OpenAsync(new() { Path = path }, clock, CancellationToken.None);
        await database.MigrateUpAsync(clock.GetUtcNow(), CancellationToken.None);
        var keeper = new KeyRingKeeper(database.Keys, new OpenSealer(), new SystemRandomSource(), clock, new());
        await keeper.LoadAsync(CancellationToken.None);
        return keeper.Current;
    }

    /// <summary>Seals nothing: these keys guard nothing.</summary>
    private sealed class OpenSealer : ISecretSealer
    {
        public byte[] Seal(KeyPurpose purpose, string id, ReadOnlySpan<byte> secret) => secret.ToArray();

        public byte[] Open(KeyPurpose purpose, string id, ReadOnlySpan<byte> sealedSecret) => sealedSecret.ToArray();
    }
}
