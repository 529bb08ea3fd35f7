using Tidelock.Sessions;

namespace Tidelock.Tokens;

/// <summary>A refresh token whose tag was checked. Prints nothing of the handle.</summary>
/// <param name="KeyId">The MAC key that tagged it.</param>
/// <param name="Shard">The shard of its session.</param>
/// <param name="Handle">The secret name of its session.</param>
/// <param name="Generation">Its generation.</param>
/// <param name="MacKeyCompromised">The key is marked compromised: the tag alone proves nothing.</param>
public readonly record struct RefreshToken(
    byte KeyId, Shard Shard, SessionHandle Handle, Generation Generation, bool MacKeyCompromised);
