using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.DataProtection;

namespace ExamBank.SignedInUsers;

/// <summary>
/// Accepts the access tokens of the Tidelock server. They are checked here, with the server's public keys: no call
/// goes to the server per request.
/// </summary>
internal static class SignedInUsersRegistration
{
    /// <summary>What a clock may be wrong by.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    /// <param name="services">The services of the site.</param>
    /// <param name="tidelock">The public URL of the server: it issues the tokens, and they are for it.</param>
    internal static IServiceCollection AddSignedInUsers(this IServiceCollection services, string tidelock)
    {
        // The site seals nothing of its own; without this a ring of keys would be made in the home directory.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddAuthorization();
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
        {
            options.Authority = tidelock;
            options.RequireHttpsMetadata = !new Uri(tidelock).IsLoopback;
            options.MapInboundClaims = false;
            options.TokenValidationParameters = new()
            {
                ValidIssuer = tidelock,
                ValidAudience = tidelock,
                ValidTypes = ["at+jwt"],
                ValidAlgorithms = ["ES256"],
                ClockSkew = ClockSkew,
                NameClaimType = "sub",
                RoleClaimType = "roles",
            };
        });
        return services;
    }

    /// <summary>Whose request it is: the user's id at the Tidelock server.</summary>
    internal static string Id(this ClaimsPrincipal user) =>
        user.FindFirstValue("sub") ?? throw new InvalidOperationException("A token without sub was accepted.");
}
