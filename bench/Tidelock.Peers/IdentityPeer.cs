using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace Tidelock.Peers;

/// <summary>
/// ASP.NET Core Identity's own `/refresh`, as its API endpoints serve it, over a store in memory: nothing is written, and
/// the look-up of the user costs next to nothing.
/// </summary>
internal static class IdentityPeer
{
    private const string Name = "anna";

    internal static void Add(IServiceCollection services)
    {
        services.AddIdentityApiEndpoints<IdentityUser>().AddUserStore<UserInMemory>();
        services.AddAuthorization();
    }

    internal static void Map(WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGroup("/identity").MapIdentityApi<IdentityUser>();

        // A first refresh token without a password check, whose cost is not what is measured.
        app.MapPost("/identity/start", async (SignInManager<IdentityUser> signIn) =>
        {
            var principal = await signIn.CreateUserPrincipalAsync(UserInMemory.User);
            return Results.SignIn(principal, new AuthenticationProperties(), IdentityConstants.BearerScheme);
        });
    }

    /// <summary>One user, always there.</summary>
    private sealed class UserInMemory : IUserEmailStore<IdentityUser>, IUserSecurityStampStore<IdentityUser>
    {
        internal static readonly IdentityUser User = new(Name)
        {
            NormalizedUserName = Name.ToUpperInvariant(),
            SecurityStamp = "one stamp for all",
        };

        public Task<IdentityUser?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
            Task.FromResult(userId == User.Id ? User : null);

        public Task<IdentityUser?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) =>
            Task.FromResult(normalizedUserName == User.NormalizedUserName ? User : null);

        public Task<IdentityUser?> FindByEmailAsync(string normalizedEmail, CancellationToken cancellationToken) =>
            Task.FromResult<IdentityUser?>(null);

        public Task<string> GetUserIdAsync(IdentityUser user, CancellationToken cancellationToken) =>
            Task.FromResult(user.Id);

        public Task<string?> GetUserNameAsync(IdentityUser user, CancellationToken cancellationToken) =>
            Task.FromResult(user.UserName);

        public Task<string?> GetSecurityStampAsync(IdentityUser user, CancellationToken cancellationToken) =>
            Task.FromResult(user.SecurityStamp);

        public Task<string?> GetNormalizedUserNameAsync(IdentityUser user, CancellationToken cancellationToken) =>
            Task.FromResult(user.NormalizedUserName);

        public Task<string?> GetEmailAsync(IdentityUser user, CancellationToken cancellationToken) =>
            Task.FromResult(user.Email);

        public Task<bool> GetEmailConfirmedAsync(IdentityUser user, CancellationToken cancellationToken) =>
            Task.FromResult(true);

        public Task<string?> GetNormalizedEmailAsync(IdentityUser user, CancellationToken cancellationToken) =>
            Task.FromResult(user.NormalizedEmail);

        public Task<IdentityResult> CreateAsync(IdentityUser user, CancellationToken cancellationToken) => Done();

        public Task<IdentityResult> UpdateAsync(IdentityUser user, CancellationToken cancellationToken) => Done();

        public Task<IdentityResult> DeleteAsync(IdentityUser user, CancellationToken cancellationToken) => Done();

        public Task SetUserNameAsync(IdentityUser user, string? userName, CancellationToken cancellationToken) =>
            Task.CompletedTask;

        public Task SetNormalizedUserNameAsync(
            IdentityUser user, string? normalizedName, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task SetEmailAsync(IdentityUser user, string? email, CancellationToken cancellationToken) =>
            Task.CompletedTask;

        public Task SetEmailConfirmedAsync(IdentityUser user, bool confirmed, CancellationToken cancellationToken) =>
            Task.CompletedTask;

        public Task SetNormalizedEmailAsync(
            IdentityUser user, string? normalizedEmail, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task SetSecurityStampAsync(IdentityUser user, string stamp, CancellationToken cancellationToken) =>
            Task.CompletedTask;

        public void Dispose()
        {
            // Nothing is held.
        }

        private static Task<IdentityResult> Done() => Task.FromResult(IdentityResult.Success);
    }
}
