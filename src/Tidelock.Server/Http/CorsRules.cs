using Microsoft.AspNetCore.Cors.Infrastructure;
using Tidelock.Server.Sessions;

namespace Tidelock.Server.Http;

/// <summary>What browsers let pages of the listed origins do: everything a page of the own origin may.</summary>
internal static class CorsRules
{
    internal const string PolicyName = "tidelock";

    private static readonly TimeSpan PreflightLife = TimeSpan.FromHours(1);

    internal static void Apply(CorsPolicyBuilder policy, OriginPolicy origins) => policy
        .WithOrigins([.. origins.Others])
        .AllowCredentials()
        .WithMethods("GET", "POST", "DELETE")
        .WithHeaders(
            "Authorization", "Content-Type", "DPoP", CrossSiteCheck.HeaderName, PresentedToken.ExpectedHeader,
            CallerReader.ClientHeader)
        .WithExposedHeaders("DPoP-Nonce", "Retry-After", "WWW-Authenticate")
        .SetPreflightMaxAge(PreflightLife);
}
