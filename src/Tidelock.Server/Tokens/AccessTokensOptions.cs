using Tidelock.Server.Configuration;

namespace Tidelock.Server.Tokens;

/// <summary>`Tidelock:AccessTokens`: what is in access tokens and how long they live.</summary>
internal sealed class AccessTokensOptions
{
    internal const string Section = "AccessTokens";

    [Setting("Life of an access token, before the jitter of up to 5 % is taken off.",
        Min = "5m", Max = "60m", Alias = "ACCESS_TOKEN_EXPIRE_MINUTES", AliasUnit = AliasUnit.Minutes)]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(15);

    [Setting("Who the tokens are for (`aud`); the public URL where empty.")]
    public string? Audience { get; set; }

    [Setting("Which client they were issued to (`client_id`).")]
    public string ClientId { get; set; } = "tidelock";
}
