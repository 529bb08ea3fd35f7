using Microsoft.AspNetCore.Identity;

namespace Tidelock.Peers;

/// <summary>One user, always there: the look-up costs next to nothing.</summary>
internal sealed class UserInMemory : IUserEmailStore<IdentityUser>, IUserSecurityStampStore<IdentityUser>
{
    internal static readonly IdentityUser User = new(IdentityPeer.Name)
    {
        NormalizedUserName = IdentityPeer.Name.ToUpperInvariant(),
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
