using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace Tidelock.Peers;

/// <summary>ASP.NET Core Identity's own `/refresh`, as its API endpoints serve it. It writes nothing.</summary>
internal static class IdentityPeer
{
    internal const string Name = "anna";
    internal const string Role = "student";

    internal static IdentityBuilder Add(IServiceCollection services)
    {
        services.AddAuthorization();
        return services.AddIdentityApiEndpoints<IdentityUser>();
    }

    internal static void Map(WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGroup("/identity").MapIdentityApi<IdentityUser>();

        // A first refresh token without a password check, whose cost is not what is measured.
        app.MapPost("/identity/start", async (SignInManager<IdentityUser> signIn, UserManager<IdentityUser> users) =>
        {
            var principal = await signIn.CreateUserPrincipalAsync((await users.FindByNameAsync(Name))!);
            return Results.SignIn(principal, new AuthenticationProperties(), IdentityConstants.BearerScheme);
        });
    }
}
