using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Tidelock.EndToEnd.Guide;

/// <summary>An API that accepts the access tokens of a Tidelock server.</summary>
public static class ProtectedApi
{
    /// <param name="tidelock">The public URL of the server: it issues the tokens, and they are for it.</param>
    /// <param name="url">Where the API listens.</param>
    public static WebApplication Build(string tidelock, string url)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls(url);
        builder.Services.AddAuthorization();
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
        {
            options.Authority = tidelock; // Finds the public keys by itself, and follows when they rotate.
            options.RequireHttpsMetadata = !new Uri(tidelock).IsLoopback;
            options.MapInboundClaims = false;
            options.TokenValidationParameters = new()
            {
                ValidAudience = tidelock,
                ValidTypes = ["at+jwt"],
                ValidAlgorithms = ["ES256"],
                NameClaimType = "sub",
                RoleClaimType = "roles",
            };
        });

        var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGet("/dives", (ClaimsPrincipal user) => new { diver = user.FindFirstValue("sub"), dives = 12 })
            .RequireAuthorization();
        return app;
    }
}
