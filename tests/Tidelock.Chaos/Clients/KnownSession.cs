namespace Tidelock.Chaos.Clients;

/// <summary>
/// A session as its clients know it: the token that arrived last, and everything that may have ended it. Changed by
/// the <see cref="Ledger"/> only.
/// </summary>
internal sealed class KnownSession(Account account, Device device, string id)
{
    /// <summary>Generations whose tokens are remembered.</summary>
    private const int Remembered = 4;

    private readonly Dictionary<int, string> _issued = [];
    private readonly List<EndClaim> _claims = [];

    internal Account Account { get; } = account;

    /// <summary>Where it began.</summary>
    internal Device Device { get; } = device;

    internal string Id { get; } = id;

    /// <summary>The newest token that arrived.</summary>
    internal string Token { get; private set; } = string.Empty;

    /// <summary>Its generation.</summary>
    internal int Generation { get; private set; } = -1;

    /// <summary>The access token that came with it.</summary>
    internal string AccessToken { get; private set; } = string.Empty;

    /// <summary>The reason that the node gave for its end; null as long as nobody was told.</summary>
    internal string? ToldReason { get; set; }

    /// <summary>An end was acknowledged, or told.</summary>
    internal bool IsOver => ToldReason is not null || _claims.Any(claim => claim.IsAcknowledged);

    /// <summary>Somebody asked for its end, and was not told that nothing came of it.</summary>
    internal bool MayBeOver => ToldReason is not null || _claims.Count > 0;

    /// <summary>The reasons that it may have ended for.</summary>
    internal IReadOnlyList<string> Reasons => [.. _claims.Select(claim => claim.Reason).Distinct()];

    /// <summary>Takes a token that arrived; false when its generation had another one before.</summary>
    internal bool Take(int generation, string token, string accessToken)
    {
        if (_issued.TryGetValue(generation, out var before) && before != token)
        {
            return false;
        }

        _issued[generation] = token;
        _issued.Remove(generation - Remembered);
        if (generation >= Generation)
        {
            (Generation, Token, AccessToken) = (generation, token, accessToken);
        }

        return true;
    }

    internal void Claim(EndClaim claim) => _claims.Add(claim);

    internal void Withdraw(EndClaim claim) => _claims.Remove(claim);
}

/// <summary>Somebody asks for the end of sessions. Until an answer arrives, anything may have come of it.</summary>
internal sealed class EndClaim(string reason, IReadOnlyList<KnownSession> sessions)
{
    internal string Reason { get; } = reason;

    internal IReadOnlyList<KnownSession> Sessions { get; } = sessions;

    internal bool IsAcknowledged { get; set; }
}
