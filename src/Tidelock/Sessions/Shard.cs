using Tidelock.Users;

namespace Tidelock.Sessions;

/// <summary>
/// The partition that holds everything of one user (0–4095). It travels in every token and session id, so any
/// operation knows its partition before it asks a database.
/// </summary>
public readonly record struct Shard(ushort Value)
{
    /// <summary>Number of shards.</summary>
    public const int Count = 4096;

    /// <summary>The shard of a user: the top 12 bits of the (random) id.</summary>
    public static Shard Of(UserId user) => new((ushort)(user.Value >> 116));
}
